import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { Role } from '../gql/graphql';
import { loadTexts } from '../shared/i18n';
import { ensureSession } from '../shared/session';
import { FailedPage, MissingPage, PendingPage } from './pages';

type Back = { back?: string };
/** Only a path of this site is ever returned to. */
const validateBack = (search: Record<string, unknown>): Back =>
  typeof search['back'] === 'string' && /^\/(?!\/)/.test(search['back']) ? { back: search['back'] } : {};

const homes = { PATIENT: '/', PRACTITIONER: '/doctor', REGISTRAR: '/desk', ADMIN: '/desk/clinic', GUEST: '/' } as const satisfies Record<Role, string>;

const root = createRootRoute({ beforeLoad: async () => ({ session: await ensureSession() }), component: Outlet });

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: ({ context }) => {
    const role = context.session.viewer?.role;
    if (role && homes[role] !== '/') throw redirect({ to: homes[role], replace: true });
  },
  component: lazyRouteComponent(() => import('../features/home/IndexPage')),
});

const signUp = createRoute({ getParentRoute: () => root, path: '/sign-up', validateSearch: validateBack, component: lazyRouteComponent(() => import('../features/account/SignUpPage')) });
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: validateBack,
  beforeLoad: ({ context, search }) => {
    if (context.session.viewer) throw redirect({ to: search.back ?? homes[context.session.viewer.role], replace: true });
  },
  component: lazyRouteComponent(() => import('../features/account/SignInPage')),
});
const withdrawn = createRoute({
  getParentRoute: () => root,
  path: '/withdrawn',
  validateSearch: (search: Record<string, unknown>): { until?: string } => (Number.isNaN(Date.parse(String(search['until']))) ? {} : { until: String(search['until']) }),
  component: lazyRouteComponent(() => import('../features/profile/WithdrawnPage')),
});
const staff = createRoute({
  getParentRoute: () => root,
  path: '/staff',
  validateSearch: validateBack,
  beforeLoad: ({ context, search }) => {
    if (context.session.viewer) throw redirect({ to: search.back ?? homes[context.session.viewer.role], replace: true });
  },
  component: lazyRouteComponent(() => import('../features/account/StaffSignInPage')),
});

/** Where staff come in by a link, whoever is signed in: what stands behind # never leaves the browser by itself. */
const welcome = createRoute({ getParentRoute: () => root, path: '/staff/welcome', component: lazyRouteComponent(() => import('../features/account/WelcomePage')) });

/** Pages of one role: others are led to their own, nobody to the sign-in page that returns here. */
function area<const Id extends string>(id: Id, roles: readonly Role[], signInAt: '/sign-in' | '/staff') {
  return createRoute({
    getParentRoute: () => root,
    id,
    beforeLoad: async ({ context, location }) => {
      const viewer = context.session.viewer;
      if (!viewer) throw redirect({ to: signInAt, search: { back: location.href }, replace: true });
      if (!roles.includes(viewer.role)) throw redirect({ to: homes[viewer.role], replace: true });
      if (signInAt === '/staff') await loadTexts('change', 'rooms', 'notices', 'staff');
    },
    component: Outlet,
  });
}

const patient = area('patient', ['PATIENT'], '/sign-in');
const doctor = area('practitioner', ['PRACTITIONER'], '/staff');
const desk = area('desk-area', ['REGISTRAR'], '/staff');
const office = area('office-area', ['REGISTRAR', 'ADMIN'], '/staff');
const admin = area('admin-area', ['ADMIN'], '/staff');

const guest = createRoute({ getParentRoute: () => root, path: '/guest/$id', beforeLoad: () => loadTexts('rooms'), component: lazyRouteComponent(() => import('../features/guests/GuestPage')) });

const routes = [
  guest,
  index,
  signUp,
  signIn,
  staff,
  welcome,
  withdrawn,
  patient.addChildren([
    createRoute({ getParentRoute: () => patient, path: '/book', component: lazyRouteComponent(() => import('../features/booking/SpecialtyPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/book/$specialtyId', component: lazyRouteComponent(() => import('../features/booking/PractitionerPage')) }),
    createRoute({
      getParentRoute: () => patient,
      path: '/book/$specialtyId/$practitionerId',
      validateSearch: (search: Record<string, unknown>): { service?: string } => (typeof search['service'] === 'string' ? { service: search['service'] } : {}),
      component: lazyRouteComponent(() => import('../features/booking/TimePage')),
    }),
    createRoute({ getParentRoute: () => patient, path: '/visits/$id/book', component: lazyRouteComponent(() => import('../features/booking/ConfirmPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/visits/$id', beforeLoad: () => loadTexts('change'), component: lazyRouteComponent(() => import('../features/appointment/AppointmentPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/visits/$id/move', beforeLoad: () => loadTexts('change'), component: lazyRouteComponent(() => import('../features/appointment/MovePage')) }),
    createRoute({ getParentRoute: () => patient, path: '/visits/$id/cancel', beforeLoad: () => loadTexts('change'), component: lazyRouteComponent(() => import('../features/appointment/CancelPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/visits/$id/documents', beforeLoad: () => loadTexts('change'), component: lazyRouteComponent(() => import('../features/appointment/DocumentsPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/visits/$id/consent', beforeLoad: () => loadTexts('change'), component: lazyRouteComponent(() => import('../features/appointment/ConsentPage')) }),
    createRoute({
      getParentRoute: () => patient,
      path: '/visits/$id/payment',
      validateSearch: (search: Record<string, unknown>): { returned?: true } => (search['returned'] ? { returned: true } : {}),
      beforeLoad: () => loadTexts('change'),
      component: lazyRouteComponent(() => import('../features/appointment/PaymentPage')),
    }),
    createRoute({ getParentRoute: () => patient, path: '/visits/$id/check', beforeLoad: () => loadTexts('rooms'), component: lazyRouteComponent(() => import('../features/device/DeviceCheckPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/visits/$id/room', beforeLoad: () => loadTexts('change', 'rooms'), component: lazyRouteComponent(() => import('../features/visit/VisitPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/history', beforeLoad: () => loadTexts('change'), component: lazyRouteComponent(() => import('../features/history/HistoryPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/history/$id', beforeLoad: () => loadTexts('change'), component: lazyRouteComponent(() => import('../features/history/EntryPage')) }),
    createRoute({ getParentRoute: () => patient, path: '/profile', beforeLoad: () => loadTexts('notices'), component: lazyRouteComponent(() => import('../features/profile/ProfilePage')) }),
    createRoute({ getParentRoute: () => patient, path: '/profile/withdraw', component: lazyRouteComponent(() => import('../features/profile/WithdrawPage')) }),
  ]),
  doctor.addChildren([
    createRoute({ getParentRoute: () => doctor, path: '/doctor', component: lazyRouteComponent(() => import('../features/doctor/BoardPage')) }),
    createRoute({ getParentRoute: () => doctor, path: '/doctor/schedule', component: lazyRouteComponent(() => import('../features/schedule/OwnSchedulePage')) }),
    createRoute({ getParentRoute: () => doctor, path: '/doctor/settings', component: lazyRouteComponent(() => import('../features/doctor/SettingsPage')) }),
    createRoute({ getParentRoute: () => doctor, path: '/doctor/visits/$id', component: lazyRouteComponent(() => import('../features/doctor/DoctorVisitPage')) }),
  ]),
  desk.addChildren([
    createRoute({ getParentRoute: () => desk, path: '/desk', component: lazyRouteComponent(() => import('../features/desk/DeskPage')) }),
    createRoute({
      getParentRoute: () => desk,
      path: '/desk/book',
      validateSearch: (search: Record<string, unknown>): { patient?: string } => (typeof search['patient'] === 'string' ? { patient: search['patient'] } : {}),
      component: lazyRouteComponent(() => import('../features/desk/BookPage')),
    }),
    createRoute({ getParentRoute: () => desk, path: '/desk/money', component: lazyRouteComponent(() => import('../features/desk/MoneyPage')) }),
  ]),
  office.addChildren([
    createRoute({ getParentRoute: () => office, path: '/desk/schedules', component: lazyRouteComponent(() => import('../features/schedule/SchedulePage')) }),
    createRoute({ getParentRoute: () => office, path: '/desk/prices', component: lazyRouteComponent(() => import('../features/prices/PricesPage')) }),
  ]),
  admin.addChildren([
    createRoute({ getParentRoute: () => admin, path: '/desk/clinic', component: lazyRouteComponent(() => import('../features/clinic/ClinicPage')) }),
    createRoute({ getParentRoute: () => admin, path: '/desk/programs', component: lazyRouteComponent(() => import('../features/programs/ProgramsPage')) }),
  ]),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  defaultPendingMs: 300,
  defaultPendingMinMs: 200,
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: PendingPage,
  defaultErrorComponent: FailedPage,
  defaultNotFoundComponent: MissingPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
