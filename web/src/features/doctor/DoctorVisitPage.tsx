export default function DoctorVisitPage() {
  return null;
}
