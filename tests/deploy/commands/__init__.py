"""Every command of the pages for operators, run from where its page says, or held against what is shipped."""
