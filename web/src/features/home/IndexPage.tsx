import { lazy, Suspense } from 'react';
import { useViewer } from '../../shared/session';
import { FirstPage } from './FirstPage';

const HomePage = lazy(() => import('./HomePage').then((module) => ({ default: module.HomePage })));

export default function IndexPage() {
  return useViewer()?.role === 'PATIENT' ? <Suspense><HomePage /></Suspense> : <FirstPage />;
}
