-- +goose Up
-- modify "ledger_entries" table
ALTER TABLE "ledger_entries" ADD COLUMN "provider_event" character varying NULL;
-- modify "patients" table
ALTER TABLE "patients" ADD COLUMN "email_confirmed_at" timestamptz NULL;
-- modify "payment_attempts" table
ALTER TABLE "payment_attempts" ADD COLUMN "charge_ref" character varying NULL;
-- create "disputes" table
CREATE TABLE "disputes" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "payment_id" character varying NOT NULL, "provider" character varying NOT NULL, "ref" character varying NOT NULL, "amount_minor" bigint NOT NULL, "currency" character varying NOT NULL, "reason" character varying NOT NULL, "status" character varying NOT NULL DEFAULT 'OPEN', "evidence_due_at" timestamptz NULL, "closed_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "dispute_payment_id" to table: "disputes"
CREATE INDEX "dispute_payment_id" ON "disputes" ("payment_id");
-- create index "dispute_provider_ref" to table: "disputes"
CREATE UNIQUE INDEX "dispute_provider_ref" ON "disputes" ("provider", "ref");
-- create "service_changes" table
CREATE TABLE "service_changes" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "service_id" character varying NOT NULL, "account_id" character varying NOT NULL, "by_name" character varying NOT NULL, "before" jsonb NOT NULL, "after" jsonb NOT NULL, PRIMARY KEY ("id"));
-- create index "servicechange_service_id" to table: "service_changes"
CREATE INDEX "servicechange_service_id" ON "service_changes" ("service_id");

-- +goose Down
-- reverse: create index "servicechange_service_id" to table: "service_changes"
DROP INDEX "servicechange_service_id";
-- reverse: create "service_changes" table
DROP TABLE "service_changes";
-- reverse: create index "dispute_provider_ref" to table: "disputes"
DROP INDEX "dispute_provider_ref";
-- reverse: create index "dispute_payment_id" to table: "disputes"
DROP INDEX "dispute_payment_id";
-- reverse: create "disputes" table
DROP TABLE "disputes";
-- reverse: modify "payment_attempts" table
ALTER TABLE "payment_attempts" DROP COLUMN "charge_ref";
-- reverse: modify "patients" table
ALTER TABLE "patients" DROP COLUMN "email_confirmed_at";
-- reverse: modify "ledger_entries" table
ALTER TABLE "ledger_entries" DROP COLUMN "provider_event";
