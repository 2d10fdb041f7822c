-- What nobody has signed for is listed, and confirmed, in a short transaction however long the ledger is.
-- depends: 0022-acts-apart

CREATE INDEX ledger_of_records ON ledger (seq)
    WHERE body LIKE '%"kind":"entered"%' OR body LIKE '%"kind":"confirmed"%';
