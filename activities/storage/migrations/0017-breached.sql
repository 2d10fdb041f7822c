-- Broken promises by article: what an article's workflow shows of them is asked with every act.
-- depends: 0011-token-leases

CREATE INDEX obligations_breached ON obligations (article_id) WHERE breached_at IS NOT NULL;
