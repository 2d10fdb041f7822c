-- What an approval rests on stands in lines of no article too: a key that is reported stolen, a restore, a deed.
-- depends: 0041-publishing-round-trips

-- As `take_up`, which workers of the build before call: but from the last line that the ledger had at the look, a line
-- that bears on it counts if it is of the article or of none. Such lines are found by their numbers, one by one
-- (`OFFSET 0`), so that few are read however long the ledger is.
CREATE FUNCTION take_up_as_looked(p_key text, p_id text, p_text text, p_channel text, p_revision int, p_texts text[],
    p_looked_upto bigint, p_bearing text[], p_at timestamptz) RETURNS SETOF intents LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM lock_article(p_id);
    IF NOT EXISTS (SELECT FROM generate_series(p_looked_upto + 1, (SELECT max(seq) FROM ledger)) AS newer (seq)
        JOIN LATERAL (SELECT FROM ledger WHERE ledger.seq = newer.seq AND article_id IN ('', p_id)
            AND body LIKE ANY (p_bearing) OFFSET 0) AS bearing ON true)
    THEN
        RETURN QUERY SELECT * FROM take_up(p_key, p_id, p_text, p_channel, p_revision, p_texts, p_looked_upto, '{}', p_at);
    END IF;
END
$$;
