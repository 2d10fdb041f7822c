-- The lines about the desk's keys are found without reading the ledger: only they have a field of this name, and a name
-- within the text of a claim stands between escaped quotes. The query of the storage repeats the condition word by word.
-- depends: 0011-token-leases

CREATE INDEX ledger_of_keys ON ledger (seq) WHERE body LIKE '%"public\_key":%';
