-- +goose Up
-- create "sign_in_tries" table
CREATE TABLE `sign_in_tries` (`id` text NOT NULL, `created_at` datetime NOT NULL, `email_sha256` text NOT NULL, `failed_tries` integer NOT NULL DEFAULT (0), `locked_until` datetime NULL, `last_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "sign_in_tries_email_sha256_key" to table: "sign_in_tries"
CREATE UNIQUE INDEX `sign_in_tries_email_sha256_key` ON `sign_in_tries` (`email_sha256`);
-- create index "signintries_last_at" to table: "sign_in_tries"
CREATE INDEX `signintries_last_at` ON `sign_in_tries` (`last_at`);

-- +goose Down
-- reverse: create index "signintries_last_at" to table: "sign_in_tries"
DROP INDEX `signintries_last_at`;
-- reverse: create index "sign_in_tries_email_sha256_key" to table: "sign_in_tries"
DROP INDEX `sign_in_tries_email_sha256_key`;
-- reverse: create "sign_in_tries" table
DROP TABLE `sign_in_tries`;
