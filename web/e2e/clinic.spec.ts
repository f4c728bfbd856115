import { createHmac } from 'node:crypto';
import { signInStaff, staff } from './people';
import type { Server } from './server';
import { expect, expectAccessible, expectNoSideways, test } from './test';

const wide = { width: 1280, height: 800 };

test('the administrator makes a specialty, invites a doctor, publishes a text and offers a service', async ({ server, person }) => {
  test.setTimeout(120_000);
  const admin = await person({ viewport: wide });
  await signInStaff(admin, staff.admin);
  await expect(admin.getByRole('heading', { level: 1, name: 'Клиника' })).toBeVisible();
  const dialog = admin.getByRole('dialog');
  const check = async (name: string) => {
    await expectAccessible(admin, name);
    await admin.setViewportSize({ width: 320, height: 700 });
    await expectNoSideways(admin, name);
    await admin.setViewportSize(wide);
  };
  await check('the clinic');

  await test.step('a specialty', async () => {
    await admin.getByRole('button', { name: 'Добавить специальность' }).click();
    await dialog.getByRole('button', { name: 'Добавить', exact: true }).click();
    await expect(dialog.getByText('Слишком коротко или слишком длинно')).toBeVisible();
    await check('a new specialty');
    await dialog.getByLabel('Название', { exact: true }).fill('Педиатр');
    await dialog.getByRole('button', { name: 'Добавить', exact: true }).click();
    await expect(admin.getByText('0 врачей')).toBeVisible();
  });

  const link = await test.step('an invitation', async () => {
    await admin.getByRole('button', { name: 'Пригласить сотрудника' }).click();
    await dialog.getByRole('button', { name: 'Получить ссылку' }).click();
    await expect(dialog.getByText('Проверьте адрес, например nina@example.ru')).toBeVisible();
    await check('inviting somebody');
    await dialog.getByLabel('Рабочая почта').fill('kim@lipa.example');
    await dialog.getByLabel('Фамилия').fill('Ким');
    await dialog.getByLabel('Имя').fill('Анна');
    await dialog.getByRole('checkbox', { name: 'Педиатр' }).check({ force: true });
    await dialog.getByLabel('Год начала практики').fill('2010');
    await dialog.getByLabel('Категория и степень', { exact: true }).fill('Педиатр первой категории');
    await dialog.getByRole('button', { name: 'Получить ссылку' }).click();
    const url = await dialog.getByLabel('Ссылка', { exact: true }).inputValue();
    await check('a link to pass on');
    await dialog.getByRole('button', { name: 'Готово' }).click();
    await expect(admin.getByText(/^Ещё не приходил/)).toBeVisible();
    return url;
  });

  await test.step('the doctor comes in by it, once', async () => {
    const doctor = await person({ viewport: { width: 390, height: 844 } });
    await doctor.goto(link);
    await expect(doctor.getByText(/Ким Анна, задайте пароль/)).toBeVisible();
    await doctor.getByLabel('Новый пароль').fill('коротко');
    await doctor.getByRole('button', { name: 'Готово, войти' }).click();
    await expect(doctor.getByText('Нужно от 10 знаков, разных и без вашей почты.')).toBeVisible();
    await expectAccessible(doctor, 'coming in by a link');
    await expectNoSideways(doctor, 'coming in by a link');
    await doctor.getByLabel('Новый пароль').fill('три зелёные груши');
    await doctor.getByLabel('Код из приложения').fill(await codeOf(server, await doctor.locator('#welcome b.num').innerText()));
    await doctor.getByRole('button', { name: 'Готово, войти' }).click();
    await expect(doctor).toHaveURL(/\/doctor$/);
    await expect(doctor.getByText('Сегодня онлайн‑визитов нет')).toBeVisible();
    const late = await person();
    await late.goto(link);
    await expect(late.getByText('Ссылка больше не действует')).toBeVisible();
    await expectAccessible(late, 'a link that is spent');
  });

  await test.step('a text', async () => {
    await admin.getByRole('button', { name: 'Опубликовать: Согласие на онлайн‑приём' }).click();
    await dialog.getByLabel('Заголовок', { exact: true }).fill('Согласие на приём по видео');
    await dialog.getByLabel('Текст', { exact: true }).fill('Я согласен на консультацию врача по видео.');
    await check('publishing a text');
    await dialog.getByRole('button', { name: 'Опубликовать' }).click();
    await expect(admin.getByText('Редакция 2: Согласие на приём по видео')).toBeVisible();
  });

  await test.step('a service', async () => {
    await admin.getByRole('link', { name: 'Цены' }).click();
    await admin.getByRole('button', { name: 'Добавить услугу' }).click();
    await dialog.getByRole('button', { name: 'Сохранить' }).click();
    await expect(dialog.getByText('Напишите сумму в рублях, например 1800')).toBeVisible();
    await check('a new service');
    await dialog.getByLabel('Название', { exact: true }).fill('Детский приём');
    await dialog.getByLabel('Цена, рублей').fill('1 500');
    await dialog.getByRole('checkbox', { name: 'Ким Анна' }).check({ force: true });
    await dialog.getByRole('button', { name: 'Сохранить' }).click();
    await expect(admin.getByRole('listitem').filter({ hasText: 'Детский приём' }).getByText('Ким А.')).toBeVisible();
  });
});

/** What an authenticator shows at the server's time (RFC 6238). */
async function codeOf(server: Server, shown: string): Promise<string> {
  const bits = [...shown.replace(/\s/g, '')].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor((await server.now()) / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}
