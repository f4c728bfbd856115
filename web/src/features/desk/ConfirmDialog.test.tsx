import { MockedProvider } from '@apollo/client/testing/react';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ConfirmPatientDocument, type ConfirmPatientMutation, type DeskPatientFragment } from '../../gql/graphql';
import { syncClock } from '../../shared/clock';
import { ConfirmDialog } from './ConfirmDialog';

const patient: DeskPatientFragment = {
  __typename: 'Patient',
  id: 'p1',
  familyName: 'Рябова',
  givenName: 'Тамара',
  patronymic: 'Ильинична',
  birthDate: '1951-11-19',
  sex: 'FEMALE',
  phone: '+79031234517',
  email: null,
  status: 'UNCONFIRMED',
  confirmation: null, consentWithdrawal: null,
};

type Answer = ConfirmPatientMutation['confirmPatient'];
const confirmed: Answer = {
  __typename: 'ConfirmPatientSuccess',
  patient: { ...patient, status: 'CONFIRMED', confirmation: { __typename: 'PatientConfirmation', paper: 'x', seenAt: '', confirmedAt: '', confirmedBy: 'Петрова И. И.' } },
};

function show(answer: Answer) {
  const asked = vi.fn();
  const onClose = vi.fn();
  const mock = {
    request: { query: ConfirmPatientDocument, variables: (given: Record<string, unknown>) => (asked(given), true) },
    result: { data: { __typename: 'Mutation' as const, confirmPatient: answer } },
  };
  render(
    <MockedProvider mocks={[mock]}>
      <ConfirmDialog patient={patient} timeZone="Europe/Moscow" open onClose={onClose} />
    </MockedProvider>,
  );
  return { asked, onClose, user: userEvent.setup() };
}

const press = () => screen.getByRole('button', { name: 'Подтвердить' });

beforeEach(() => syncClock('2026-10-14T13:36:00Z'));

describe('confirming an account', () => {
  test('keeps the kind of paper, the end of its number and when it was seen', async () => {
    const { asked, onClose, user } = show(confirmed);
    expect(screen.getByText(/19\.11\.1951/)).toBeVisible();
    await user.type(screen.getByLabelText('Последние четыре знака номера'), '4417');
    await user.click(press());
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    const { input } = asked.mock.calls[0]![0] as { input: Record<string, string> };
    expect(input['patientId']).toBe('p1');
    expect(input['paper']).toBe('Паспорт, номер оканчивается на 4417');
    expect(input['seenAt']).toMatch(/^2026-10-14T13:36:/);
  });

  test('says what is missing and moves there instead of being dead', async () => {
    const { asked, user } = show(confirmed);
    await user.click(press());
    expect(screen.getByText('Введите четыре последних знака номера')).toBeVisible();
    expect(screen.getByLabelText('Последние четыре знака номера')).toHaveFocus();
    await user.click(screen.getByRole('radio', { name: 'Другой' }));
    await user.click(press());
    expect(screen.getByLabelText('Какой документ')).toHaveFocus();
    expect(asked).not.toHaveBeenCalled();
  });

  test('a paper seen earlier goes by the clinic’s clock, never by a time to come', async () => {
    const { asked, user } = show(confirmed);
    await user.type(screen.getByLabelText('Последние четыре знака номера'), '4417');
    await user.click(screen.getByRole('radio', { name: 'Раньше' }));
    const when = screen.getByLabelText(/Дата и время/);
    await user.clear(when);
    await user.type(when, '2026-10-14T17:00');
    await user.click(press());
    expect(screen.getByText('Это время ещё не наступило')).toBeVisible();
    await user.clear(when);
    await user.type(when, '2026-10-14T12:05');
    await user.click(press());
    await waitFor(() => expect(asked).toHaveBeenCalled());
    expect((asked.mock.calls[0]![0] as { input: { seenAt: string } }).input.seenAt).toBe('2026-10-14T09:05:00.000Z');
  });

  test('a conflict is said in words and the dialog stays', async () => {
    const { onClose, user } = show({ __typename: 'Conflict', code: 'CONFLICT', message: '' });
    await user.type(screen.getByLabelText('Последние четыре знака номера'), '4417');
    await user.click(press());
    expect(await screen.findByText(/уже подтвердили/)).toBeVisible();
    expect(onClose).not.toHaveBeenCalled();
  });
});
