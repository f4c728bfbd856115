-- +goose Up
-- create "visit_qualities" table
CREATE TABLE `visit_qualities` (`id` text NOT NULL, `created_at` datetime NOT NULL, `visit_id` text NOT NULL, `patient_id` text NOT NULL, `practitioner_id` text NOT NULL, `role` text NOT NULL, `link` text NOT NULL, `loss_up` real NOT NULL, `loss_down` real NOT NULL, `rtt_ms` integer NOT NULL, `up_kbps` integer NOT NULL, `down_kbps` integer NOT NULL, `freezes` integer NOT NULL, `way` text NOT NULL, PRIMARY KEY (`id`));
-- create index "visitquality_visit_id_created_at" to table: "visit_qualities"
CREATE INDEX `visitquality_visit_id_created_at` ON `visit_qualities` (`visit_id`, `created_at`);

-- +goose Down
-- reverse: create index "visitquality_visit_id_created_at" to table: "visit_qualities"
DROP INDEX `visitquality_visit_id_created_at`;
-- reverse: create "visit_qualities" table
DROP TABLE `visit_qualities`;
