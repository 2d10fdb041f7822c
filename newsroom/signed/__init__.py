"""What is signed: the one text of it and its versions (`canonical`), and the claim that hands in an article."""
