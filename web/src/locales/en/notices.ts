import notices from './notices.json';

export default { notices };
