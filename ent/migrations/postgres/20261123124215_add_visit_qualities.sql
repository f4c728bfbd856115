-- +goose Up
-- create "visit_qualities" table
CREATE TABLE "visit_qualities" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "visit_id" character varying NOT NULL, "patient_id" character varying NOT NULL, "practitioner_id" character varying NOT NULL, "role" character varying NOT NULL, "link" character varying NOT NULL, "loss_up" double precision NOT NULL, "loss_down" double precision NOT NULL, "rtt_ms" bigint NOT NULL, "up_kbps" bigint NOT NULL, "down_kbps" bigint NOT NULL, "freezes" bigint NOT NULL, "way" character varying NOT NULL, PRIMARY KEY ("id"));
-- create index "visitquality_visit_id_created_at" to table: "visit_qualities"
CREATE INDEX "visitquality_visit_id_created_at" ON "visit_qualities" ("visit_id", "created_at");

-- +goose Down
-- reverse: create index "visitquality_visit_id_created_at" to table: "visit_qualities"
DROP INDEX "visitquality_visit_id_created_at";
-- reverse: create "visit_qualities" table
DROP TABLE "visit_qualities";
