export default function PractitionerPage() {
  return null;
}
