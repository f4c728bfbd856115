export default function SpecialtyPage() {
  return null;
}
