import { useMutation } from '@apollo/client/react';
import { IconCopy, IconInfoCircle, IconUserPlus } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AdmitGuestDocument, AnswerInvitationDocument, HoldGuestDocument, InviteGuestDocument, RemoveGuestDocument, ResendInvitationDocument,
  type GuestLineFragment, type GuestRole,
} from '../../gql/graphql';
import { locale } from '../../shared/i18n';
import { uuid } from '../../shared/id';
import { parsePhone, spacedPhone } from '../../shared/personForm';
import { lostText } from '../../shared/problem';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText, Segmented, TextField } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { Sheet } from '../../ui/Sheet';
import './guests.css';
import type { Guests } from './useGuests';

type Self = 'patient' | 'doctor';
type Props = { appointmentId: string; self: Self; guests: Guests; open: boolean; onClose: () => void };

/** Everybody who was asked in, what can be done with each, and the form for one more. */
export function GuestsSheet({ appointmentId, self, guests, open, onClose }: Props) {
  const { t } = useTranslation('guests');
  const [isInviting, setInviting] = useState(false);
  const close = () => {
    setInviting(false);
    onClose();
  };
  return (
    <Sheet open={open} onClose={close} title={t(isInviting ? 'invite.title' : 'title')}>
      {isInviting ? (
        <InviteForm appointmentId={appointmentId} self={self} onDone={() => setInviting(false)} />
      ) : (
        <>
          {guests.list.length === 0 ? <p className="m">{t(`none.${self}`)}</p> : (
            <ul className="guests">
              {guests.list.map((guest) => <Line key={guest.id} guest={guest} self={self} />)}
            </ul>
          )}
          <Button variant={guests.list.length === 0 ? 'primary' : 'soft'} block onClick={() => setInviting(true)}>
            <Icon of={IconUserPlus} />
            {t('invite.open')}
          </Button>
        </>
      )}
    </Sheet>
  );
}

/** One guest: who, where they are, and the buttons for it. */
function Line({ guest, self }: { guest: GuestLineFragment; self: Self }) {
  const { t } = useTranslation('guests');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [admit] = useMutation(AdmitGuestDocument);
  const [hold] = useMutation(HoldGuestDocument);
  const [remove] = useMutation(RemoveGuestDocument);
  const [answer] = useMutation(AnswerInvitationDocument);
  const [resend] = useMutation(ResendInvitationDocument);
  const input = { guestId: guest.id };
  const { id, name, role, status, phoneEnding, link } = guest;

  /** A step that came too late leaves the line as the server says. */
  const take = async (step: () => Promise<unknown>) => {
    setBusy(true);
    setError(undefined);
    await step().catch(() => setError(lostText()));
    setBusy(false);
  };
  const sendAgain = () =>
    take(async () => {
      const { data } = await resend({ variables: { input }, fetchPolicy: 'no-cache' });
      if (data?.resendInvitation?.__typename === 'Conflict') setError(t('sms.tooOften'));
    });
  const isProposed = status === 'PROPOSED' && self === 'patient';
  const sms = smsOf(guest);
  const isStuck = sms === 'FAILED' || sms === 'PARKED';
  const mayEnter = self === 'doctor' && (status === 'WAITING' || status === 'HELD');
  return (
    <li className="guest" aria-labelledby={id}>
      <div className="guest-who">
        <b id={id}>{name}</b>
        <span className="small m">{[t(`roles.${role}`), t('phone', { ending: phoneEnding })].join(' · ')}</span>
        <span className={mayEnter || isProposed || isStuck ? 'guest-state now' : 'guest-state'} role="status">{sms ? t(`sms.${sms}`) : isProposed ? t('link.asked') : t(`status.${status}`)}</span>
      </div>
      {isStuck && <p className="small">{t(`sms.${sms}_TEXT`, { ending: phoneEnding })}</p>}
      {isProposed && <p className="small">{t('secret', { name })}</p>}
      <div className="guest-do">
        {isProposed && (
          <>
            <Button small busy={busy} onClick={() => void take(() => answer({ variables: { input: { ...input, agrees: true } } }))}>{t('agree')}</Button>
            <Button small variant="line2" busy={busy} onClick={() => void take(() => answer({ variables: { input: { ...input, agrees: false } } }))}>{t('decline')}</Button>
          </>
        )}
        {mayEnter && <Button small busy={busy} aria-label={t('admitName', { name })} onClick={() => void take(() => admit({ variables: { input } }))}>{t('admit')}</Button>}
        {self === 'doctor' && status === 'ADMITTED' && (
          <Button small variant="line2" busy={busy} aria-label={t('holdName', { name })} onClick={() => void take(() => hold({ variables: { input } }))}>{t('hold')}</Button>
        )}
        {isStuck && <Button small busy={busy} aria-label={t('sms.againName', { name })} onClick={() => void sendAgain()}>{t('sms.again')}</Button>}
        {status === 'INVITED' && <CopyLink link={link} name={name} />}
        {!isProposed && (
          <Button small variant="danger-plain" busy={busy} aria-label={t('removeName', { name })} onClick={() => void take(() => remove({ variables: { input } }))}>{t('remove')}</Button>
        )}
      </div>
      {error && <ErrorText>{error}</ErrorText>}
    </li>
  );
}

/** What is to be said of the SMS with the link: nothing, once it was taken or the guest has come. */
function smsOf({ status, linkState }: GuestLineFragment): 'PLANNED' | 'FAILED' | 'PARKED' | null {
  if (status !== 'INVITED') return null;
  switch (linkState) {
    case 'PLANNED':
    case 'SENDING':
      return 'PLANNED';
    case 'FAILED':
    case 'PARKED':
      return linkState;
    default:
      return null;
  }
}

/** The link is no secret: it leads in only with the code that goes to the guest's phone. */
function CopyLink({ link, name }: { link: string; name: string }) {
  const { t } = useTranslation('guests');
  const [said, setSaid] = useState<'copied' | 'notCopied'>();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setSaid('copied');
      announce(t('sms.copied'));
    } catch {
      setSaid('notCopied');
    }
  };
  return (
    <>
      <Button small variant="soft" aria-label={t('sms.copyName', { name })} onClick={() => void copy()}>
        <Icon of={IconCopy} size={20} />
        {t('sms.copy')}
      </Button>
      {said && <p className="small m guest-link">{t(`sms.${said}`)} {said === 'notCopied' && <span>{link}</span>}</p>}
    </>
  );
}

const roles: readonly GuestRole[] = ['RELATIVE', 'INTERPRETER', 'CONSULTANT', 'REPRESENTATIVE', 'OBSERVER'];
type Fault = { name?: string; phone?: string; form?: string };

function InviteForm({ appointmentId, self, onDone }: { appointmentId: string; self: Self; onDone: () => void }) {
  const { t } = useTranslation(['guests', 'account']);
  const [invite] = useMutation(InviteGuestDocument);
  const [role, setRole] = useState<GuestRole>('RELATIVE');
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('+7 ');
  const [fault, setFault] = useState<Fault>({});
  const [busy, setBusy] = useState(false);
  const [idempotencyKey] = useState(uuid);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const parsed = parsePhone(phone);
    const found: Fault = {
      ...(name.trim() === '' && { name: t('guests:invite.noName') }),
      ...('error' in parsed && { phone: t(`account:form.errors.${parsed.error}`) }),
    };
    setFault(found);
    if (found.name || 'error' in parsed) return;
    setBusy(true);
    const result = await invite({
      variables: { input: { appointmentId, role, name: name.trim(), phone: parsed.phone, locale: locale(), idempotencyKey } },
      // The stream brings the guest, and then how the SMS went: the answer may come after that.
      fetchPolicy: 'no-cache',
    }).catch(() => undefined);
    setBusy(false);
    const said = result?.data?.inviteGuest;
    switch (said?.__typename) {
      case 'InviteGuestSuccess':
        announce(t(`guests:invite.done.${self}`));
        return onDone();
      case 'InvalidInput':
        return setFault(said.fields.includes('phone') ? { phone: t('account:form.errors.phone') } : { name: t('guests:invite.noName') });
      case 'RoomFull':
        return setFault({ form: t('guests:invite.full') });
      case 'Conflict':
        return setFault({ form: t('guests:invite.conflict') });
      case undefined:
        return setFault({ form: lostText() });
    }
  };

  return (
    <form className="stack guest-invite" onSubmit={(event) => void submit(event)} noValidate>
      <Segmented<GuestRole>
        label={t('guests:invite.role')}
        name="role"
        value={role}
        options={roles.map((value) => ({ value, label: t(`guests:roles.${value}`) }))}
        onChange={setRole}
      />
      <TextField label={t('guests:invite.name')} name="name" hint={t('guests:invite.nameHint')} autoComplete="off" maxLength={100} value={name} error={fault.name} onChange={(event) => setName(event.target.value)} />
      <TextField
        label={t('guests:invite.phone')}
        name="phone"
        type="tel"
        hint={t('guests:invite.phoneHint')}
        autoComplete="off"
        value={phone}
        error={fault.phone}
        onChange={(event) => setPhone(event.target.value)}
        onBlur={() => setPhone(spacedPhone(phone))}
      />
      <Note icon={IconInfoCircle} title={t(`guests:invite.secret.${self}`)}>{t(`guests:invite.secretText.${self}`)}</Note>
      {fault.form && <ErrorText>{fault.form}</ErrorText>}
      <Button type="submit" block busy={busy}>{t(`guests:invite.send.${self}`)}</Button>
    </form>
  );
}
