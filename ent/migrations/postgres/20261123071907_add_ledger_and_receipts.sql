-- +goose Up
-- modify "payment_events" table
ALTER TABLE "payment_events" ADD COLUMN "note" character varying NULL, ADD COLUMN "noted_by" character varying NULL, ADD COLUMN "noted_at" timestamptz NULL;
-- create index "refund_payment_id" to table: "refunds"
CREATE INDEX "refund_payment_id" ON "refunds" ("payment_id");
-- create index "refund_status" to table: "refunds"
CREATE INDEX "refund_status" ON "refunds" ("status");
-- create "ledger_entries" table
CREATE TABLE "ledger_entries" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "transaction_id" character varying NOT NULL, "movement" character varying NOT NULL, "account" character varying NOT NULL, "amount_minor" bigint NOT NULL, "currency" character varying NOT NULL, "payment_id" character varying NOT NULL, "refund_id" character varying NULL, PRIMARY KEY ("id"));
-- create index "ledgerentry_payment_id" to table: "ledger_entries"
CREATE INDEX "ledgerentry_payment_id" ON "ledger_entries" ("payment_id");
-- create index "ledgerentry_transaction_id" to table: "ledger_entries"
CREATE INDEX "ledgerentry_transaction_id" ON "ledger_entries" ("transaction_id");
-- create "receipts" table
CREATE TABLE "receipts" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "refund_id" character varying NULL, "kind" character varying NOT NULL, "amount_minor" bigint NOT NULL, "currency" character varying NOT NULL, "status" character varying NOT NULL DEFAULT 'WAITING', "register" character varying NULL, "fiscal_number" character varying NULL, "url" character varying NULL, "issued_at" timestamptz NULL, "payment_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "receipts_payments_receipts" FOREIGN KEY ("payment_id") REFERENCES "payments" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- create index "receipt_payment_id" to table: "receipts"
CREATE INDEX "receipt_payment_id" ON "receipts" ("payment_id");

-- +goose Down
-- reverse: create index "receipt_payment_id" to table: "receipts"
DROP INDEX "receipt_payment_id";
-- reverse: create "receipts" table
DROP TABLE "receipts";
-- reverse: create index "ledgerentry_transaction_id" to table: "ledger_entries"
DROP INDEX "ledgerentry_transaction_id";
-- reverse: create index "ledgerentry_payment_id" to table: "ledger_entries"
DROP INDEX "ledgerentry_payment_id";
-- reverse: create "ledger_entries" table
DROP TABLE "ledger_entries";
-- reverse: create index "refund_status" to table: "refunds"
DROP INDEX "refund_status";
-- reverse: create index "refund_payment_id" to table: "refunds"
DROP INDEX "refund_payment_id";
-- reverse: modify "payment_events" table
ALTER TABLE "payment_events" DROP COLUMN "noted_at", DROP COLUMN "noted_by", DROP COLUMN "note";
