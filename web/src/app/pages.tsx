import { useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PatientShell } from '../ui/PatientShell';
import { CardSkeleton, LoadFailed, Missing } from '../ui/States';

/** While a page's code or the session is on its way: the shape of a page, never a spinner. */
export function PendingPage() {
  return (
    <div className="app" aria-busy="true">
      <header className="top always" />
      <main className="main form"><CardSkeleton /></main>
    </div>
  );
}

/** A page that could not be shown. */
export function FailedPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const router = useRouter();
  return (
    <PatientShell title={t('failed.title')}>
      <LoadFailed
        level={1}
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </PatientShell>
  );
}

export function MissingPage() {
  const { t } = useTranslation();
  return (
    <PatientShell title={t('missing.title')}>
      <Missing />
    </PatientShell>
  );
}
