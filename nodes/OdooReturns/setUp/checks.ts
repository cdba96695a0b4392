import type { SetUpReport } from '../../shared/model';
import type { Piece } from './piece';
import type { Rights } from './rights';

type Check = SetUpReport['checks'][number];

/** What the desk shows of Odoo's set-up: every piece and every right as green, yellow or red, with what to do. Pure. */
export function checksOf({ pieces, rights }: { pieces: Piece[]; rights: Rights }): Check[] {
	return [...pieces.map(pieceCheck), ...rightChecks(rights)];
}

const install =
	'Press Install in Odoo, with the credential of an administrator of Odoo (or run Set Up in template 01).';

function pieceCheck({ name, state, todo, mend }: Piece): Check {
	switch (state) {
		case 'present':
			return { what: name, light: 'ok', is: 'There.', fix: '' };
		case 'unknown':
			return { what: name, light: 'look', is: 'This user may not look.', fix: todo ?? install };
		default:
			return {
				what: name,
				light: 'mend',
				is: state === 'different' ? 'Not as it should be.' : 'Missing.',
				fix: [todo, mend && install].filter(Boolean).join(' '),
			};
	}
}

function rightChecks({ missing, optional, warnings, apps }: Rights): Check[] {
	const give = (group: string) => `Give the user of the credential the group ${group} in Odoo (Settings > Users).`;
	return [
		...missing.map((group): Check => ({
			what: `Right ${group}`,
			light: 'mend',
			is: 'Missing; every return needs it.',
			fix: give(group),
		})),
		...(missing.length
			? []
			: [{ what: 'Rights that every return needs', light: 'ok' as const, is: 'All are there.', fix: '' }]),
		...warnings.map((warning): Check => ({ what: 'Rights', light: 'mend', is: warning, fix: 'See what it says.' })),
		...optional.map(({ group, has, needed }): Check => ({
			what: `Right ${group}`,
			light: has ? 'ok' : 'look',
			is: has ? `There; for ${needed}.` : `Missing; only for ${needed}.`,
			fix: `If you need that: ${give(group)}`,
		})),
		...apps.map(({ name, installed, needed }): Check => ({
			what: `App ${name}`,
			light: installed ? 'ok' : 'look',
			is: installed ? `Installed; for ${needed}.` : `Not installed; only for ${needed}.`,
			fix: 'If you need that: install it in Odoo (Apps).',
		})),
	];
}
