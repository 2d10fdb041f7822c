-- Numbers that people can say. An id of an article or a matter may begin with one, such as 2026-0421-5ce2a1b0; what
-- follows makes it unique for ever, also where a restore should have forgotten that the number was given.
-- depends: 0028-meetings-prepared

-- The last number that was given in each year to an article, or to a matter of each kind.
CREATE TABLE numbers (
    kind text NOT NULL CHECK (kind ~ '^[a-z]{1,20}$'),
    year int NOT NULL,
    last int NOT NULL CHECK (last BETWEEN 1 AND 999999),
    PRIMARY KEY (kind, year)
);

-- A row from a restore until somebody has asked which numbers were given since the backup: meanwhile none is given.
CREATE TABLE numbers_unsure (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    since timestamptz NOT NULL
);

-- The next number of a kind, and never one that was given before; no row while none is given.
CREATE FUNCTION draw_number(p_kind text) RETURNS TABLE (year int, last int)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO numbers AS given (kind, year, last)
    SELECT p_kind, extract(year FROM clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh')::int, 1
    WHERE NOT EXISTS (SELECT FROM numbers_unsure)
    ON CONFLICT (kind, year) DO UPDATE SET last = given.last + 1 WHERE given.last < 999999
    RETURNING given.year, given.last
$$;

-- The number of the incident that an alarm is to open: given once, with the alarm, whoever starts its workflow how often.
ALTER TABLE alarms ADD COLUMN number text NOT NULL DEFAULT '';
CREATE FUNCTION number_alarm() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    drawn record;
BEGIN
    IF NOT EXISTS (SELECT FROM alarms WHERE id = NEW.id) THEN
        SELECT * INTO drawn FROM draw_number('incident');
        IF FOUND THEN
            NEW.number := drawn.year || '-' || lpad(drawn.last::text, greatest(4, length(drawn.last::text)), '0');
        END IF;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER alarms_number BEFORE INSERT ON alarms FOR EACH ROW EXECUTE FUNCTION number_alarm();

-- No two articles are called the same; whoever says a number is answered by an index.
CREATE UNIQUE INDEX articles_number ON articles (substring(id from '^([0-9]{4}-[0-9]{4,6})-'));
CREATE INDEX absences_number ON absences (substring(id from '^([0-9]{4}-[0-9]{4,6})-'));
CREATE INDEX grants_number ON grants (substring(id from '^([0-9]{4}-[0-9]{4,6})-'));
CREATE INDEX meetings_number ON meetings (substring(id from '^([0-9]{4}-[0-9]{4,6})-'));
CREATE INDEX amendments_number ON amendments (substring(id from '^([0-9]{4}-[0-9]{4,6})-'));
CREATE INDEX incidents_number ON incidents (substring(id from '^([0-9]{4}-[0-9]{4,6})-'));
