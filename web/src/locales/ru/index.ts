// What every patient's page needs; rooms.ts and staff.ts come with their pages.
import account from './account.json';
import booking from './booking.json';
import common from './common.json';
import history from './history.json';
import home from './home.json';
import profile from './profile.json';

export default { account, booking, common, history, home, profile };
