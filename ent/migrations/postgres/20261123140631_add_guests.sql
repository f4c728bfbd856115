-- +goose Up
-- create "guests" table
CREATE TABLE "guests" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "appointment_id" character varying NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NOT NULL, "account_id" character varying NOT NULL, "role" character varying NOT NULL, "name" character varying NOT NULL, "phone" character varying NOT NULL, "locale" character varying NOT NULL, "status" character varying NOT NULL, "version" bigint NOT NULL DEFAULT 1, "invited_by" character varying NOT NULL, "agreed_at" timestamptz NULL, "agreed_by" character varying NULL, PRIMARY KEY ("id"));
-- create index "guest_appointment_id_created_at" to table: "guests"
CREATE INDEX "guest_appointment_id_created_at" ON "guests" ("appointment_id", "created_at");
-- create index "guests_account_id_key" to table: "guests"
CREATE UNIQUE INDEX "guests_account_id_key" ON "guests" ("account_id");

-- +goose Down
-- reverse: create index "guests_account_id_key" to table: "guests"
DROP INDEX "guests_account_id_key";
-- reverse: create index "guest_appointment_id_created_at" to table: "guests"
DROP INDEX "guest_appointment_id_created_at";
-- reverse: create "guests" table
DROP TABLE "guests";
