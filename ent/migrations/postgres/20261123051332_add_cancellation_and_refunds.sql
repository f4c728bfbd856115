-- +goose Up
-- modify "appointments" table
ALTER TABLE "appointments" ADD COLUMN "sequence" bigint NOT NULL DEFAULT 0, ADD COLUMN "cancel_reason" character varying NULL, ADD COLUMN "cancelled_by" character varying NULL, ADD COLUMN "cancelled_at" timestamptz NULL;
-- create "refunds" table
CREATE TABLE "refunds" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "attempt_id" character varying NOT NULL, "amount_minor" bigint NOT NULL, "currency" character varying NOT NULL, "reason" character varying NOT NULL, "status" character varying NOT NULL DEFAULT 'REQUESTED', "deadline" timestamptz NOT NULL, "done_at" timestamptz NULL, "payment_id" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "refunds_payments_refunds" FOREIGN KEY ("payment_id") REFERENCES "payments" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);

-- +goose Down
-- reverse: create "refunds" table
DROP TABLE "refunds";
-- reverse: modify "appointments" table
ALTER TABLE "appointments" DROP COLUMN "cancelled_at", DROP COLUMN "cancelled_by", DROP COLUMN "cancel_reason", DROP COLUMN "sequence";
