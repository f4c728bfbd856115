-- +goose NO TRANSACTION
-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_accounts" table
CREATE TABLE `new_accounts` (`id` text NOT NULL, `created_at` datetime NOT NULL, `role` text NOT NULL, `phone` text NULL, `email` text NULL, `name` text NOT NULL, `password_hash` text NULL, `totp_secret` text NULL, `locale` text NOT NULL DEFAULT ('RU'), `time_zone` text NOT NULL, `invited_until` datetime NULL, `last_totp_step` integer NOT NULL DEFAULT (0), `notices_off` json NULL, PRIMARY KEY (`id`));
-- copy rows from old table "accounts" to new temporary table "new_accounts"
INSERT INTO `new_accounts` (`id`, `created_at`, `role`, `phone`, `email`, `name`, `password_hash`, `totp_secret`, `locale`, `time_zone`, `last_totp_step`, `notices_off`) SELECT `id`, `created_at`, `role`, `phone`, `email`, `name`, `password_hash`, `totp_secret`, `locale`, `time_zone`, `last_totp_step`, `notices_off` FROM `accounts`;
-- drop "accounts" table after copying rows
DROP TABLE `accounts`;
-- rename temporary table "new_accounts" to "accounts"
ALTER TABLE `new_accounts` RENAME TO `accounts`;
-- create index "accounts_phone_key" to table: "accounts"
CREATE UNIQUE INDEX `accounts_phone_key` ON `accounts` (`phone`);
-- create index "accounts_email_key" to table: "accounts"
CREATE UNIQUE INDEX `accounts_email_key` ON `accounts` (`email`);
-- add column "known_until" to table: "sign_in_tries"
ALTER TABLE `sign_in_tries` ADD COLUMN `known_until` datetime NULL;
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Down
-- reverse: add column "known_until" to table: "sign_in_tries"
ALTER TABLE `sign_in_tries` DROP COLUMN `known_until`;
-- reverse: create index "accounts_email_key" to table: "accounts"
DROP INDEX `accounts_email_key`;
-- reverse: create index "accounts_phone_key" to table: "accounts"
DROP INDEX `accounts_phone_key`;
-- reverse: create "new_accounts" table
DROP TABLE `new_accounts`;
