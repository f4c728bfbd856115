import { useTranslation } from 'react-i18next';
import { language, loadLanguage } from '../../shared/i18n';
import { loadSession } from '../../shared/session';
import { Button, ButtonLink } from '../../ui/Button';
import { Mark } from '../../ui/Mark';
import { PatientShell } from '../../ui/PatientShell';

/** Nobody is signed in. */
export function FirstPage() {
  const { t } = useTranslation('account');
  const other = language() === 'ru' ? 'en' : 'ru';
  return (
    <PatientShell title={t('first.title')}>
      <div className="welcome">
        <section className="card lit stack" style={{ gap: 12, minHeight: 330, justifyContent: 'flex-end', padding: '28px 24px' }}>
          <div style={{ marginBottom: 'auto' }}><Mark large /></div>
          <h1 style={{ fontSize: '2rem' }}>{t('first.title')}</h1>
          <p className="m">{t('first.lead')}</p>
        </section>
        <div className="stack welcome-actions">
          <ButtonLink to="/sign-in" block>{t('first.signIn')}</ButtonLink>
          <ButtonLink to="/sign-up" variant="soft" block>{t('first.signUp')}</ButtonLink>
          <div className="line between welcome-rest">
            <ButtonLink to="/staff" variant="plain" style={{ paddingInline: 0 }}>{t('first.staff')}</ButtonLink>
            <Button variant="plain" lang={other} onClick={() => void loadLanguage(other, true).then(loadSession)}>{t('first.otherLanguage')}</Button>
          </div>
        </div>
      </div>
    </PatientShell>
  );
}
