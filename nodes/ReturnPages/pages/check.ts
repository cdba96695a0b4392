import type { Light } from '../../shared/model';
import type { Node } from '../html/view';

/** One thing of the set-up, and what to do about it when it is not well. */
export interface Check {
	what: string;
	light: Light;
	is: string;
	fix: Node;
}
