import { expect, type Page } from '@playwright/test';
import { expectMedia, watchMedia } from './media';
import { patients, signIn, signInStaff, staff } from './people';
import type { Server } from './server';

/** Nina and her doctor in a call: the doctor waits inside, then the patient comes. Answers the address of the room. */
export async function call(server: Server, patient: Page, doctor: Page): Promise<string> {
  await watchMedia(doctor);
  await signInStaff(doctor, staff.vorontsov);
  await doctor.getByRole('link', { name: /^Войти: Ковалёва/ }).click();
  await watchMedia(patient);
  await signIn(patient, server, patients.nina);
  await patient.getByRole('link', { name: /Войти к врачу|В комнату ожидания/ }).click();
  await enterRoom(patient);
  await expectMedia(patient, 'the patient');
  await expectMedia(doctor, 'the doctor');
  return patient.url();
}

/** Presses the yellow button of the waiting room. */
export const enterRoom = (patient: Page) => patient.getByRole('button', { name: /^(Войти|Вернуться) к врачу$/ }).click();

/** Waits for something, and says how many milliseconds that took. */
export async function timed(what: string, happens: () => Promise<void>): Promise<number> {
  const begun = Date.now();
  await happens();
  const took = Date.now() - begun;
  console.log(`${what}: ${took} ms`);
  return took;
}

/** The other side of the doctor's call is away. */
export const awayFrom = (doctor: Page) => doctor.getByRole('heading', { name: 'У пациента прервалась связь' });

/** One other person, whatever has happened: nobody is left behind. */
export async function expectNoGhost(doctor: Page) {
  await expect(doctor.locator('.people .person'), 'one other person, no ghost').toHaveCount(1);
}
