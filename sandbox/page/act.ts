import { toast } from './dom/toast.ts';
import { post } from './server.ts';

/**
 * Asks the simulator to do something, shows the control as busy until that is done, and tells the person in a note
 * when it is refused; false then.
 */
export async function act(name: string, body: object, control?: HTMLElement): Promise<boolean> {
  control?.setAttribute('aria-busy', 'true');
  try {
    await post(name, body);
    return true;
  } catch (error) {
    toast(error instanceof Error ? error.message : 'That did not work.');
    return false;
  } finally {
    control?.removeAttribute('aria-busy');
  }
}
