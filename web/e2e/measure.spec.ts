import { knock, ownVisit, patients, signIn, signInStaff, staff } from './people';
import { expect, test } from './test';

const joins = 10;

// Run with MEASURE=1. From the click on the yellow button to the first decoded picture of the doctor.
test('from the click to the first picture @measure', async ({ server, person }) => {
  const patient = await person({ viewport: { width: 390, height: 844 } });
  await signIn(patient, server, patients.nina);
  const { id } = await ownVisit(patient);
  const doctor = await person();
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  await expect(doctor.getByRole('heading', { name: 'Пациент ещё не вошёл' })).toBeVisible();

  const times: number[] = [];
  const steps: Record<string, number[]> = {};
  for (let i = 0; i < joins; i += 1) {
    await patient.goto(`/visits/${id}/room`);
    await patient.getByRole('button', { name: /^(Войти|Вернуться) к врачу$/ }).click();
    const marks = await patient.waitForFunction(
      () => {
        const all = Object.fromEntries(performance.getEntriesByType('mark').map(({ name, startTime }) => [name, startTime]));
        return 'tv:first-frame' in all ? all : null;
      },
      undefined,
      { timeout: 30_000 },
    );
    const all = (await marks.jsonValue()) as Record<string, number>;
    const click = all['tv:join-click'] ?? NaN;
    times.push((all['tv:first-frame'] ?? NaN) - click);
    for (const [name, at] of Object.entries(all)) (steps[name] ??= []).push(at - click);
    await patient.getByRole('button', { name: 'Выйти' }).click();
    await patient.getByRole('button', { name: 'Выйти из звонка' }).click();
    await expect(patient).toHaveURL('/');
  }
  expect(await knock(patient, id)).toBe('JoinVisitSuccess');

  const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  for (const [name, values] of Object.entries(steps)) console.log(`${name.padEnd(16)} median ${median(values).toFixed(0)} ms`);
  console.log(`click to picture: ${times.map((time) => time.toFixed(0)).join(' ')} ms; median ${median(times).toFixed(0)}, worst ${Math.max(...times).toFixed(0)}`);
  expect(times).toHaveLength(joins);
});
