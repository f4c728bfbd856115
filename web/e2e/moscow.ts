// The documentation shows a clinic in Moscow. Imported before what reads the zone.
process.env['CLINIC_TIME_ZONE'] = 'Europe/Moscow';
