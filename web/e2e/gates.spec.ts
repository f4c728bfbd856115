import { knock, ownVisit, patients, signIn, signInHere, signInStaff, staff } from './people';
import { minutes } from './server';
import { expect, lookAtClock, test } from './test';

test.describe('the door', () => {
  test('is closed before the time and opens by itself, without a reload', async ({ server, person }) => {
    const page = await person();
    await signIn(page, server, patients.vera);
    const visit = await ownVisit(page);
    expect(await knock(page, visit.id)).toBe('TooEarlyToJoin');
    await page.goto(`/visits/${visit.id}/room`);
    await expect(page.getByText('Комната ожидания')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Войти к врачу' })).toBeHidden();

    await server.moveTo(Date.parse(visit.visit.opensAt) - 1_000);
    expect(await knock(page, visit.id)).toBe('TooEarlyToJoin');
    await lookAtClock(page);
    await expect(page.getByRole('button', { name: 'Войти к врачу' })).toBeVisible();
    expect(await knock(page, visit.id)).toBe('JoinVisitSuccess');
  });

  test('is closed from the last moment on', async ({ server, person }) => {
    const page = await person();
    await signIn(page, server, patients.vera);
    const visit = await ownVisit(page);
    await page.goto(`/visits/${visit.id}/room`);
    await expect(page.getByText('Комната ожидания')).toBeVisible();
    await server.moveTo(Date.parse(visit.visit.closesAt));
    expect(await knock(page, visit.id)).toBe('VisitClosed');
    await lookAtClock(page);
    await expect(page.getByRole('button', { name: 'Войти к врачу' })).toBeHidden();
    await page.reload();
    await expect(page.getByRole('button', { name: 'Войти к врачу' })).toBeHidden();
  });

  test('asks for the payment first, also when the time has come', async ({ server, person }) => {
    const page = await person();
    await signIn(page, server, patients.petr);
    const visit = await ownVisit(page);
    expect(await knock(page, visit.id)).toBe('PaymentRequired');
    await server.moveTo(Date.parse(visit.startsAt) + minutes(1));
    expect(await knock(page, visit.id)).toBe('PaymentRequired');
    await page.goto(`/visits/${visit.id}/room`);
    await expect(page.getByText('Визит ещё не оплачен')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Войти к врачу' })).toBeHidden();
    await expect(page.getByRole('link', { name: /^Оплатить/ })).toBeVisible();
  });
});

test.describe('somebody else’s visit', () => {
  test('does not exist for another patient', async ({ server, person }) => {
    const vera = await person();
    await signIn(vera, server, patients.vera);
    const visit = await ownVisit(vera);

    const petr = await person();
    await signIn(petr, server, patients.petr);
    for (const path of ['', '/room', '/documents', '/consent', '/payment']) {
      await petr.goto(`/visits/${visit.id}${path}`);
      await expect.soft(petr.getByRole('heading', { name: /Такого визита нет|Такой страницы нет/ }), `/visits/…${path}`).toBeVisible();
      await expect.soft(petr.getByText('Орлова'), `/visits/…${path}`).toBeHidden();
    }
  });

  test('does not exist for another doctor', async ({ server, person }) => {
    const vera = await person();
    await signIn(vera, server, patients.vera);
    const visit = await ownVisit(vera);

    const doctor = await person();
    await signInStaff(doctor, staff.grinev);
    await doctor.goto(`/doctor/visits/${visit.id}`);
    await expect(doctor.getByRole('heading', { name: 'Такого визита нет' })).toBeVisible();
  });
});

test.describe('without a session', () => {
  test('a page leads to the sign-in and back', async ({ server, person }) => {
    const signedIn = await person();
    await signIn(signedIn, server, patients.vera);
    const visit = await ownVisit(signedIn);

    const page = await person();
    await page.goto(`/visits/${visit.id}`);
    await expect(page.getByRole('heading', { name: 'Вход по телефону' })).toBeVisible();
    await signInHere(page, server, patients.vera);
    await expect(page).toHaveURL(`/visits/${visit.id}`);
    await expect(page.getByRole('heading', { name: 'Ваш визит' })).toBeVisible();
  });

  test('staff pages lead to the staff’s sign-in, patients never see them', async ({ server, person }) => {
    const page = await person();
    await page.goto('/doctor');
    await expect(page.getByRole('heading', { name: 'Вход для сотрудников' })).toBeVisible();
    await signIn(page, server, patients.petr);
    await page.goto('/desk');
    await expect(page).toHaveURL('/');
  });

  test('who has no account is not left waiting for an SMS', async ({ person }) => {
    const page = await person({ viewport: { width: 390, height: 844 } });
    await page.goto('/sign-in');
    await page.getByLabel('Мобильный телефон').fill('8 999 000-11-22');
    await page.getByRole('button', { name: 'Получить код по СМС' }).click();
    await expect(page.getByText(/только если на этот номер открыт кабинет/)).toBeVisible();
    await page.getByRole('link', { name: 'Зарегистрироваться' }).click();
    await expect(page.getByRole('heading', { name: 'О вас' })).toBeVisible();
  });

  test('signing out in one tab ends the other', async ({ server, person }) => {
    const page = await person();
    await signIn(page, server, patients.vera);
    const other = await page.context().newPage();
    await other.goto('/profile');
    await other.getByRole('button', { name: 'Выйти' }).first().click();
    await page.goto('/history');
    await expect(page.getByRole('heading', { name: 'Вход по телефону' })).toBeVisible();
  });
});
