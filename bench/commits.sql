-- What the yardsticks write: the rows of an article, without what the newsroom proves and checks.
CREATE SCHEMA peer;
CREATE TABLE peer.articles (id text PRIMARY KEY, stage text NOT NULL, body text NOT NULL, started_at timestamptz);
CREATE TABLE peer.intents (key text PRIMARY KEY, article_id text NOT NULL, state text NOT NULL, at timestamptz NOT NULL);
CREATE TABLE peer.clocks (article_id text, promise text, due_at timestamptz NOT NULL, met_at timestamptz,
    PRIMARY KEY (article_id, promise));
CREATE TABLE peer.messages (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, article_id text NOT NULL, text text);
CREATE TABLE peer.ledger (seq bigint PRIMARY KEY, article_id text NOT NULL, body text NOT NULL, hash bytea NOT NULL);
CREATE TABLE peer.head (seq bigint NOT NULL, hash bytea NOT NULL);
INSERT INTO peer.head VALUES (0, '');
CREATE FUNCTION peer.append(article text, said text) RETURNS void LANGUAGE sql AS $$
    WITH line AS (UPDATE peer.head SET seq = seq + 1, hash = sha256(hash || said::bytea) RETURNING seq, hash)
    INSERT INTO peer.ledger SELECT seq, article, said, hash FROM line
$$;
