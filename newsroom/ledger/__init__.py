"""The ledger: how it is chained (`chain`), what its lines say (`entries`), and what follows from them (`history`)."""
