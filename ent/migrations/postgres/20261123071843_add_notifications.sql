-- +goose Up
-- modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "notices_off" jsonb NULL;
-- modify "patients" table
ALTER TABLE "patients" ADD COLUMN "calendar_version" bigint NULL;
-- create "notifications" table
CREATE TABLE "notifications" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "account_id" character varying NULL, "patient_id" character varying NULL, "appointment_id" character varying NOT NULL, "notice" character varying NOT NULL, "channel" character varying NOT NULL, "sequence" bigint NOT NULL, "key" character varying NOT NULL, "state" character varying NOT NULL DEFAULT 'PLANNED', "attempt" bigint NOT NULL DEFAULT 0, "last_error" character varying NULL, "sent_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "notification_account_id_created_at" to table: "notifications"
CREATE INDEX "notification_account_id_created_at" ON "notifications" ("account_id", "created_at");
-- create index "notification_appointment_id" to table: "notifications"
CREATE INDEX "notification_appointment_id" ON "notifications" ("appointment_id");
-- create index "notification_patient_id_created_at" to table: "notifications"
CREATE INDEX "notification_patient_id_created_at" ON "notifications" ("patient_id", "created_at");
-- create index "notifications_key_key" to table: "notifications"
CREATE UNIQUE INDEX "notifications_key_key" ON "notifications" ("key");
-- create "push_subscriptions" table
CREATE TABLE "push_subscriptions" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "account_id" character varying NOT NULL, "endpoint" character varying NOT NULL, "p256dh" character varying NOT NULL, "auth" character varying NOT NULL, PRIMARY KEY ("id"));
-- create index "push_subscriptions_endpoint_key" to table: "push_subscriptions"
CREATE UNIQUE INDEX "push_subscriptions_endpoint_key" ON "push_subscriptions" ("endpoint");
-- create index "pushsubscription_account_id" to table: "push_subscriptions"
CREATE INDEX "pushsubscription_account_id" ON "push_subscriptions" ("account_id");

-- +goose Down
-- reverse: create index "pushsubscription_account_id" to table: "push_subscriptions"
DROP INDEX "pushsubscription_account_id";
-- reverse: create index "push_subscriptions_endpoint_key" to table: "push_subscriptions"
DROP INDEX "push_subscriptions_endpoint_key";
-- reverse: create "push_subscriptions" table
DROP TABLE "push_subscriptions";
-- reverse: create index "notifications_key_key" to table: "notifications"
DROP INDEX "notifications_key_key";
-- reverse: create index "notification_patient_id_created_at" to table: "notifications"
DROP INDEX "notification_patient_id_created_at";
-- reverse: create index "notification_appointment_id" to table: "notifications"
DROP INDEX "notification_appointment_id";
-- reverse: create index "notification_account_id_created_at" to table: "notifications"
DROP INDEX "notification_account_id_created_at";
-- reverse: create "notifications" table
DROP TABLE "notifications";
-- reverse: modify "patients" table
ALTER TABLE "patients" DROP COLUMN "calendar_version";
-- reverse: modify "accounts" table
ALTER TABLE "accounts" DROP COLUMN "notices_off";
