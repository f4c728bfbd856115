-- +goose Up
-- modify "appointments" table
ALTER TABLE "appointments" ADD COLUMN "absent" character varying NULL;
-- modify "visits" table
ALTER TABLE "visits" ADD COLUMN "patient_came_at" timestamptz NULL, ADD COLUMN "practitioner_came_at" timestamptz NULL;

-- +goose Down
-- reverse: modify "visits" table
ALTER TABLE "visits" DROP COLUMN "practitioner_came_at", DROP COLUMN "patient_came_at";
-- reverse: modify "appointments" table
ALTER TABLE "appointments" DROP COLUMN "absent";
