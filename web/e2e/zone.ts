/** Where it is ten in the morning at an hour of the day of UTC: an hour that no test leaves its day from. */
const morning = (hour: number) => {
  const east = ((10 - hour + 36) % 24) - 12;
  return east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`; // POSIX: Etc/GMT-3 is east of Greenwich
};

/** The zone of the browsers and, by the setting, of the servers; one for a run and its workers. The demo's visits are today's whenever the tests run. */
export const zone = (process.env['CLINIC_TIME_ZONE'] ||= morning(new Date().getUTCHours()));
