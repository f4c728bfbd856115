import clinic from './clinic.json';
import desk from './desk.json';
import doctor from './doctor.json';
import intake from './intake.json';
import programs from './programs.json';

export default { clinic, desk, doctor, intake, programs };
