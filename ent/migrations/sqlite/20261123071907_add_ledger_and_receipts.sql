-- +goose Up
-- add column "note" to table: "payment_events"
ALTER TABLE `payment_events` ADD COLUMN `note` text NULL;
-- add column "noted_by" to table: "payment_events"
ALTER TABLE `payment_events` ADD COLUMN `noted_by` text NULL;
-- add column "noted_at" to table: "payment_events"
ALTER TABLE `payment_events` ADD COLUMN `noted_at` datetime NULL;
-- create index "refund_payment_id" to table: "refunds"
CREATE INDEX `refund_payment_id` ON `refunds` (`payment_id`);
-- create index "refund_status" to table: "refunds"
CREATE INDEX `refund_status` ON `refunds` (`status`);
-- create "ledger_entries" table
CREATE TABLE `ledger_entries` (`id` text NOT NULL, `created_at` datetime NOT NULL, `transaction_id` text NOT NULL, `movement` text NOT NULL, `account` text NOT NULL, `amount_minor` integer NOT NULL, `currency` text NOT NULL, `payment_id` text NOT NULL, `refund_id` text NULL, PRIMARY KEY (`id`));
-- create index "ledgerentry_payment_id" to table: "ledger_entries"
CREATE INDEX `ledgerentry_payment_id` ON `ledger_entries` (`payment_id`);
-- create index "ledgerentry_transaction_id" to table: "ledger_entries"
CREATE INDEX `ledgerentry_transaction_id` ON `ledger_entries` (`transaction_id`);
-- create "receipts" table
CREATE TABLE `receipts` (`id` text NOT NULL, `created_at` datetime NOT NULL, `refund_id` text NULL, `kind` text NOT NULL, `amount_minor` integer NOT NULL, `currency` text NOT NULL, `status` text NOT NULL DEFAULT ('WAITING'), `register` text NULL, `fiscal_number` text NULL, `url` text NULL, `issued_at` datetime NULL, `payment_id` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `receipts_payments_receipts` FOREIGN KEY (`payment_id`) REFERENCES `payments` (`id`) ON DELETE NO ACTION);
-- create index "receipt_payment_id" to table: "receipts"
CREATE INDEX `receipt_payment_id` ON `receipts` (`payment_id`);

-- +goose Down
-- reverse: create index "receipt_payment_id" to table: "receipts"
DROP INDEX `receipt_payment_id`;
-- reverse: create "receipts" table
DROP TABLE `receipts`;
-- reverse: create index "ledgerentry_transaction_id" to table: "ledger_entries"
DROP INDEX `ledgerentry_transaction_id`;
-- reverse: create index "ledgerentry_payment_id" to table: "ledger_entries"
DROP INDEX `ledgerentry_payment_id`;
-- reverse: create "ledger_entries" table
DROP TABLE `ledger_entries`;
-- reverse: create index "refund_status" to table: "refunds"
DROP INDEX `refund_status`;
-- reverse: create index "refund_payment_id" to table: "refunds"
DROP INDEX `refund_payment_id`;
-- reverse: add column "noted_at" to table: "payment_events"
ALTER TABLE `payment_events` DROP COLUMN `noted_at`;
-- reverse: add column "noted_by" to table: "payment_events"
ALTER TABLE `payment_events` DROP COLUMN `noted_by`;
-- reverse: add column "note" to table: "payment_events"
ALTER TABLE `payment_events` DROP COLUMN `note`;
