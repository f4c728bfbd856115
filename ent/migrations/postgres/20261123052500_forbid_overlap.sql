-- +goose Up
-- The last word on double booking: whatever the code does, two live claims of
-- one practitioner, or of one patient, never overlap.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE "slot_claims" ADD CONSTRAINT "slot_claims_practitioner_no_overlap"
    EXCLUDE USING gist ("practitioner_id" WITH =, tstzrange("starts_at", "ends_at") WITH &&) WHERE ("live");
ALTER TABLE "slot_claims" ADD CONSTRAINT "slot_claims_patient_no_overlap"
    EXCLUDE USING gist ("patient_id" WITH =, tstzrange("starts_at", "ends_at") WITH &&) WHERE ("live");

-- +goose Down
ALTER TABLE "slot_claims" DROP CONSTRAINT "slot_claims_patient_no_overlap";
ALTER TABLE "slot_claims" DROP CONSTRAINT "slot_claims_practitioner_no_overlap";
