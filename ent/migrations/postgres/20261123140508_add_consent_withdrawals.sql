-- +goose Up
-- modify "patients" table
ALTER TABLE "patients" ADD COLUMN "consent_withdrawn_at" timestamptz NULL;
-- modify "sessions" table
ALTER TABLE "sessions" ADD COLUMN "revoked_for" character varying NULL;
-- create "consent_withdrawals" table
CREATE TABLE "consent_withdrawals" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "patient_id" character varying NOT NULL, "account_id" character varying NOT NULL, "consent_id" character varying NOT NULL, "channel" character varying NOT NULL, "challenge_id" character varying NULL, "recorded_by" character varying NULL, "recorded_by_name" character varying NULL, "withdrawn_at" timestamptz NOT NULL, "finish_by" timestamptz NOT NULL, "finished_at" timestamptz NULL, "finished_by_name" character varying NULL, "outcome" character varying NULL, PRIMARY KEY ("id"));
-- create index "consent_withdrawals_consent_id_key" to table: "consent_withdrawals"
CREATE UNIQUE INDEX "consent_withdrawals_consent_id_key" ON "consent_withdrawals" ("consent_id");
-- create index "consentwithdrawal_finished_at_finish_by" to table: "consent_withdrawals"
CREATE INDEX "consentwithdrawal_finished_at_finish_by" ON "consent_withdrawals" ("finished_at", "finish_by");
-- create index "consentwithdrawal_patient_id" to table: "consent_withdrawals"
CREATE INDEX "consentwithdrawal_patient_id" ON "consent_withdrawals" ("patient_id");

-- +goose Down
-- reverse: create index "consentwithdrawal_patient_id" to table: "consent_withdrawals"
DROP INDEX "consentwithdrawal_patient_id";
-- reverse: create index "consentwithdrawal_finished_at_finish_by" to table: "consent_withdrawals"
DROP INDEX "consentwithdrawal_finished_at_finish_by";
-- reverse: create index "consent_withdrawals_consent_id_key" to table: "consent_withdrawals"
DROP INDEX "consent_withdrawals_consent_id_key";
-- reverse: create "consent_withdrawals" table
DROP TABLE "consent_withdrawals";
-- reverse: modify "sessions" table
ALTER TABLE "sessions" DROP COLUMN "revoked_for";
-- reverse: modify "patients" table
ALTER TABLE "patients" DROP COLUMN "consent_withdrawn_at";
