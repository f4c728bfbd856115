import { useMutation } from '@apollo/client/react';
import { IconCopy, IconKey } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { InviteStaffDocument, RenewStaffLinkDocument, type ColleagueFragment, type Role, type WayFragment } from '../../gql/graphql';
import { useServerNow } from '../../shared/clock';
import { formatNear } from '../../shared/format';
import { locale } from '../../shared/i18n';
import { useClinicZone } from '../../shared/session';
import { useCreate } from '../../shared/useCreate';
import { announce } from '../../ui/announce';
import { Button } from '../../ui/Button';
import { ErrorText, Segmented, TextField, Tick } from '../../ui/Fields';
import { Icon } from '../../ui/Icon';
import { Note } from '../../ui/Note';
import { Sheet } from '../../ui/Sheet';
import { asInput, noWords, TwoLanguages } from './TwoLanguages';

type StaffRole = Extract<Role, 'PRACTITIONER' | 'REGISTRAR' | 'ADMIN'>;
const roles = ['PRACTITIONER', 'REGISTRAR', 'ADMIN'] as const satisfies readonly StaffRole[];
const fields = ['email', 'familyName', 'givenName', 'patronymic'] as const;
type Specialty = { id: string; name: string };
type Props = { onClose: () => void; onDone: () => void };

/** Makes an account for a colleague, and shows the link with which the colleague comes in. */
export function Invite({ specialties, onClose, onDone }: Props & { specialties: readonly Specialty[] }) {
  const { t } = useTranslation('clinic');
  const [invite, { loading }] = useMutation(InviteStaffDocument);
  const [role, setRole] = useState<StaffRole>('PRACTITIONER');
  const [person, setPerson] = useState({ email: '', familyName: '', givenName: '', patronymic: '' });
  const [practice, setPractice] = useState<PracticeForm>({ specialtyIds: [], since: '', qualification: noWords, languages: 'ru' });
  const [way, setWay] = useState<WayFragment>();
  const { key, fault, refuse, isWrong } = useCreate();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const input = {
      ...person, patronymic: person.patronymic.trim() || null, role, locale: locale(), idempotencyKey: key.current,
      practice: role === 'PRACTITIONER' ? {
        specialtyIds: [...practice.specialtyIds], practisesSince: Number.parseInt(practice.since, 10) || 0,
        qualification: asInput(practice.qualification), languages: practice.languages.toLowerCase().split(/[\s,;]+/).filter(Boolean),
      } : null,
    };
    const answer = (await invite({ variables: { input } }).catch(() => undefined))?.data?.inviteStaff;
    if (answer?.__typename !== 'InviteStaffSuccess') return refuse(answer);
    onDone();
    if (answer.link) setWay(answer.link);
    else onClose();
  };
  return (
    <Sheet open onClose={onClose} title={t('invite')}>
      {way ? <Way way={way} onClose={onClose} /> : (
        <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
          <Segmented<StaffRole> label={t('who')} name="role" value={role} onChange={setRole} options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
          {fields.map((field) => (
            <TextField key={field} label={t(`person.${field}`)} type={field === 'email' ? 'email' : 'text'} autoComplete="off" value={person[field]}
              error={isWrong(field) ? t(`bad.${field}`) : undefined} onChange={(event) => setPerson({ ...person, [field]: event.target.value })} />
          ))}
          {role === 'PRACTITIONER' && <PracticeFields specialties={specialties} value={practice} onChange={setPractice} isWrong={isWrong} />}
          {fault && fault.fields.length === 0 && <ErrorText>{fault.text}</ErrorText>}
          <Button type="submit" block busy={loading}>{t('makeLink')}</Button>
        </form>
      )}
    </Sheet>
  );
}

type PracticeForm = { specialtyIds: readonly string[]; since: string; qualification: typeof noWords; languages: string };
type PracticeProps = { specialties: readonly Specialty[]; value: PracticeForm; onChange: (value: PracticeForm) => void; isWrong: (field: string) => boolean };

/** What patients read of a doctor before they choose. */
function PracticeFields({ specialties, value, onChange, isWrong }: PracticeProps) {
  const { t } = useTranslation('clinic');
  const turn = (id: string, on: boolean) => onChange({ ...value, specialtyIds: on ? [...value.specialtyIds, id] : value.specialtyIds.filter((one) => one !== id) });
  return (
    <>
      <fieldset className="stack" style={{ gap: 8, border: 0, padding: 0 }}>
        <legend className="label">{t('specialties')}</legend>
        {specialties.length === 0 && <p className="small m">{t('specialtyFirst')}</p>}
        {specialties.map(({ id, name }) => <Tick key={id} checked={value.specialtyIds.includes(id)} onChange={(on) => turn(id, on)}>{name}</Tick>)}
        {isWrong('specialtyIds') && <ErrorText>{t('bad.specialtyIds')}</ErrorText>}
      </fieldset>
      <TextField label={t('practisesSince')} inputMode="numeric" maxLength={4} value={value.since} error={isWrong('practisesSince') ? t('bad.practisesSince') : undefined} onChange={(event) => onChange({ ...value, since: event.target.value })} />
      <TwoLanguages label={t('qualification')} value={value.qualification} onChange={(qualification) => onChange({ ...value, qualification })} error={isWrong('qualification') ? t('bad.qualification') : undefined} />
      <TextField label={t('languages')} hint={t('languagesHint')} value={value.languages} error={isWrong('languages') ? t('bad.languages') : undefined} onChange={(event) => onChange({ ...value, languages: event.target.value })} />
    </>
  );
}

/** Another link for who has not come yet. */
export function RenewLink({ member, onClose, onDone }: Props & { member: ColleagueFragment }) {
  const { t } = useTranslation('clinic');
  const [renew, { loading }] = useMutation(RenewStaffLinkDocument);
  const [way, setWay] = useState<WayFragment>();
  const { fault, refuse } = useCreate();
  const submit = async () => {
    const answer = (await renew({ variables: { input: { memberId: member.id } } }).catch(() => undefined))?.data?.renewStaffLink;
    if (answer?.__typename !== 'RenewStaffLinkSuccess') return refuse(answer);
    onDone();
    setWay(answer.link);
  };
  return (
    <Sheet open onClose={onClose} title={t('renewOf', { name: member.name })}>
      {way ? <Way way={way} onClose={onClose} /> : (
        <>
          <p>{t('renewText')}</p>
          {fault && <ErrorText>{fault.text}</ErrorText>}
          <Button block busy={loading} onClick={() => void submit()}>{t('renew')}</Button>
        </>
      )}
    </Sheet>
  );
}

/** A link to pass on. */
function Way({ way, onClose }: { way: WayFragment; onClose: () => void }) {
  const { t } = useTranslation('clinic');
  const zone = useClinicZone();
  const now = useServerNow();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(way.url).then(() => {
    setCopied(true);
    announce(t('copied'));
  });
  return (
    <div className="stack">
      <Note tone="act" icon={IconKey} title={t('passOn')}>{t('passOnText', { at: formatNear(way.expiresAt, zone, now) })}</Note>
      <TextField label={t('link')} readOnly value={way.url} onFocus={(event) => event.target.select()} autoComplete="off" />
      <Button variant="soft" block onClick={copy}><Icon of={IconCopy} size={22} />{copied ? t('copied') : t('copy')}</Button>
      <Button block onClick={onClose}>{t('done')}</Button>
    </div>
  );
}
