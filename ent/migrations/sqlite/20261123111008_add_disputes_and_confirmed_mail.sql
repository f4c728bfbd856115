-- +goose Up
-- add column "email_confirmed_at" to table: "patients"
ALTER TABLE `patients` ADD COLUMN `email_confirmed_at` datetime NULL;
-- add column "charge_ref" to table: "payment_attempts"
ALTER TABLE `payment_attempts` ADD COLUMN `charge_ref` text NULL;
-- add column "provider_event" to table: "ledger_entries"
ALTER TABLE `ledger_entries` ADD COLUMN `provider_event` text NULL;
-- create "disputes" table
CREATE TABLE `disputes` (`id` text NOT NULL, `created_at` datetime NOT NULL, `payment_id` text NOT NULL, `provider` text NOT NULL, `ref` text NOT NULL, `amount_minor` integer NOT NULL, `currency` text NOT NULL, `reason` text NOT NULL, `status` text NOT NULL DEFAULT ('OPEN'), `evidence_due_at` datetime NULL, `closed_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "dispute_provider_ref" to table: "disputes"
CREATE UNIQUE INDEX `dispute_provider_ref` ON `disputes` (`provider`, `ref`);
-- create index "dispute_payment_id" to table: "disputes"
CREATE INDEX `dispute_payment_id` ON `disputes` (`payment_id`);
-- create "service_changes" table
CREATE TABLE `service_changes` (`id` text NOT NULL, `created_at` datetime NOT NULL, `service_id` text NOT NULL, `account_id` text NOT NULL, `by_name` text NOT NULL, `before` json NOT NULL, `after` json NOT NULL, PRIMARY KEY (`id`));
-- create index "servicechange_service_id" to table: "service_changes"
CREATE INDEX `servicechange_service_id` ON `service_changes` (`service_id`);

-- +goose Down
-- reverse: create index "servicechange_service_id" to table: "service_changes"
DROP INDEX `servicechange_service_id`;
-- reverse: create "service_changes" table
DROP TABLE `service_changes`;
-- reverse: create index "dispute_payment_id" to table: "disputes"
DROP INDEX `dispute_payment_id`;
-- reverse: create index "dispute_provider_ref" to table: "disputes"
DROP INDEX `dispute_provider_ref`;
-- reverse: create "disputes" table
DROP TABLE `disputes`;
-- reverse: add column "provider_event" to table: "ledger_entries"
ALTER TABLE `ledger_entries` DROP COLUMN `provider_event`;
-- reverse: add column "charge_ref" to table: "payment_attempts"
ALTER TABLE `payment_attempts` DROP COLUMN `charge_ref`;
-- reverse: add column "email_confirmed_at" to table: "patients"
ALTER TABLE `patients` DROP COLUMN `email_confirmed_at`;
