import { acceptedView } from './methods-views.ts';
import type { Delivered } from './delivery.ts';
import type { WorkspaceState } from './state.ts';
import type { Json, WorkspaceView } from './types.ts';
import { SlackError, isJson } from './types.ts';

export interface Submitted extends Delivered {
  /** Whether the modal stays, with these sentences by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Carries out what the app answered to a submitted modal: closes it, shows errors, updates or pushes another. */
export function afterSubmission(view: WorkspaceView, delivered: Delivered, state: WorkspaceState): Submitted {
  const done = (errors: Record<string, string> = {}): Submitted => ({ ...delivered, errors });
  if (delivered.status < 200 || delivered.status > 299) return done();
  const answer = parse(delivered.body);
  try {
    switch (answer['response_action']) {
      case 'errors': {
        const errors = answer['errors'] as Record<string, string>;
        state.putView({ ...view, errors });
        return done(errors);
      }
      case 'update':
        state.putView(acceptedView(answer['view'], view.userId, view.id, state));
        return done();
      case 'push':
        state.putView(acceptedView(answer['view'], view.userId, state.id('V'), state));
        return done();
      case 'clear':
        state.closeView(view.userId);
        return done();
      default:
        state.closeView(view.userId, view.id);
        return done();
    }
  } catch (error) {
    if (error instanceof SlackError) return { ...done(), status: 500, body: JSON.stringify(error.reply) };
    throw error;
  }
}

function parse(body: string): Json {
  try {
    const parsed: unknown = JSON.parse(body);
    return isJson(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
