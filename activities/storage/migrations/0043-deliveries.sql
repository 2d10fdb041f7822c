-- Messages that leave the house: where each member is reached, and one row for every message, member and way out,
-- written with the message itself, whoever writes it.
-- depends: 0040-growth

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'toasoan_courier') THEN
        CREATE ROLE toasoan_courier LOGIN;
    END IF;
END
$$;

-- Where a member is reached by a way. A row ends and never changes its address; keys are those of a push subscription.
CREATE TABLE destinations (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    member text NOT NULL,
    way text NOT NULL CHECK (way IN ('mail', 'push', 'zalo')),
    address text NOT NULL CHECK (length(address) BETWEEN 1 AND 2000),
    keys text NOT NULL DEFAULT '' CHECK (length(keys) <= 200),
    pace text NOT NULL CHECK (pace IN ('at_once', 'gathered')),
    added_at timestamptz NOT NULL,
    added_by text NOT NULL,
    ended_at timestamptz,
    ended_because text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX destinations_open ON destinations (member, way, address) WHERE ended_at IS NULL;

-- Open while `next_at` tells when it is tried next, or `gathered_in` in which later row it goes out.
CREATE TABLE deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key uuid NOT NULL DEFAULT gen_random_uuid(),
    member text NOT NULL,
    way text NOT NULL DEFAULT '',
    destination bigint REFERENCES destinations,
    notification bigint REFERENCES notifications ON DELETE CASCADE,
    gathered_in bigint REFERENCES deliveries,
    wanted_at timestamptz NOT NULL,
    next_at timestamptz,
    attempts int NOT NULL DEFAULT 0,
    outcome text NOT NULL DEFAULT '',
    ended_at timestamptz,
    said text NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_next ON deliveries (way, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX deliveries_of_destination ON deliveries (destination, id);
CREATE INDEX deliveries_of_message ON deliveries (notification);
CREATE INDEX deliveries_gathered ON deliveries (gathered_in) WHERE gathered_in IS NOT NULL;
CREATE UNIQUE INDEX deliveries_gathering ON deliveries (destination, wanted_at) WHERE notification IS NULL;
CREATE INDEX deliveries_failed ON deliveries (ended_at) WHERE outcome IN ('given_up', 'nowhere');

-- In the transaction of the message: it goes out by every way its member has, or it is written that there is none.
CREATE FUNCTION send_out() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO deliveries (member, way, destination, notification, wanted_at, next_at)
        SELECT member, way, id, NEW.id, now(), now() FROM destinations
        WHERE member = NEW.member AND ended_at IS NULL;
    IF FOUND THEN
        PERFORM pg_notify('deliveries', '');
    ELSE
        INSERT INTO deliveries (member, notification, wanted_at, outcome, ended_at)
            VALUES (NEW.member, NEW.id, now(), 'nowhere', now());
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER send_out AFTER INSERT ON notifications FOR EACH ROW EXECUTE FUNCTION send_out();
