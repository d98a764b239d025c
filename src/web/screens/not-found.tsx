import { Screen } from '../parts/screen.js';
import { Link } from '../router.js';

export function NotFound() {
  return (
    <Screen title="Nothing here" lead="This address leads nowhere.">
      <p>
        <Link to="/settings" class="button">
          Account Settings
        </Link>
      </p>
    </Screen>
  );
}
