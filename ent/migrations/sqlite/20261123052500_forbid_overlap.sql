-- +goose Up
-- The last word on double booking: whatever the code does, two live claims of
-- one practitioner, or of one patient, never overlap. The scan is bounded: no
-- claim is longer than a day. A later rebuild of the table drops triggers; a
-- test sees to it that they are made again.
-- +goose StatementBegin
CREATE TRIGGER slot_claims_no_overlap_insert BEFORE INSERT ON slot_claims WHEN NEW.live
BEGIN
    SELECT RAISE(ABORT, 'slot claims overlap') WHERE EXISTS (
        SELECT 1 FROM slot_claims c
        WHERE c.live AND c.practitioner_id = NEW.practitioner_id
          AND c.starts_at < NEW.ends_at AND c.ends_at > NEW.starts_at AND c.starts_at > datetime(NEW.starts_at, '-1 day'));
    SELECT RAISE(ABORT, 'slot claims overlap') WHERE EXISTS (
        SELECT 1 FROM slot_claims c
        WHERE c.live AND c.patient_id = NEW.patient_id
          AND c.starts_at < NEW.ends_at AND c.ends_at > NEW.starts_at AND c.starts_at > datetime(NEW.starts_at, '-1 day'));
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER slot_claims_no_overlap_update BEFORE UPDATE OF live, starts_at, ends_at ON slot_claims WHEN NEW.live
BEGIN
    SELECT RAISE(ABORT, 'slot claims overlap') WHERE EXISTS (
        SELECT 1 FROM slot_claims c
        WHERE c.id <> NEW.id AND c.live AND c.practitioner_id = NEW.practitioner_id
          AND c.starts_at < NEW.ends_at AND c.ends_at > NEW.starts_at AND c.starts_at > datetime(NEW.starts_at, '-1 day'));
    SELECT RAISE(ABORT, 'slot claims overlap') WHERE EXISTS (
        SELECT 1 FROM slot_claims c
        WHERE c.id <> NEW.id AND c.live AND c.patient_id = NEW.patient_id
          AND c.starts_at < NEW.ends_at AND c.ends_at > NEW.starts_at AND c.starts_at > datetime(NEW.starts_at, '-1 day'));
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER slot_claims_no_overlap_update;
DROP TRIGGER slot_claims_no_overlap_insert;
