-- +goose Up
-- modify "appointments" table
ALTER TABLE "appointments" ADD COLUMN "delay" jsonb NULL;
-- create "delay_notices" table
CREATE TABLE "delay_notices" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "practitioner_id" character varying NOT NULL, "appointment_id" character varying NOT NULL, "from_at" timestamptz NOT NULL, "until_at" timestamptz NOT NULL, "by" character varying NOT NULL, "withdrawn_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "delaynotice_practitioner_id_until_at" to table: "delay_notices"
CREATE INDEX "delaynotice_practitioner_id_until_at" ON "delay_notices" ("practitioner_id", "until_at");

-- +goose Down
-- reverse: create index "delaynotice_practitioner_id_until_at" to table: "delay_notices"
DROP INDEX "delaynotice_practitioner_id_until_at";
-- reverse: create "delay_notices" table
DROP TABLE "delay_notices";
-- reverse: modify "appointments" table
ALTER TABLE "appointments" DROP COLUMN "delay";
