import { EffectError, PolicyDraft, PolicyProposal, PolicyVersion, type StoredPolicy } from '../model';
import { policyHash } from '../policy/policyHash';
import { all, first, type Database, type Tables, type Work } from './database';
import type { Clock } from './eventRow';
import { logAct } from './operatorLog';
import { prepared } from './prepared';
import type { PolicyChange } from './store';

type Db = Database['db'];
type Row = Pick<Tables['policies'], 'name' | 'revision' | 'draft' | 'proposal'> & { publication: string | null };

const withPublication = (db: Db) =>
	db
		.selectFrom('policies as p')
		.leftJoin('policy_versions as v', (join) => join.onRef('v.name', '=', 'p.name').onRef('v.number', '=', 'p.number'))
		.select(['p.name', 'p.revision', 'p.draft', 'p.proposal', 'v.publication']);
const policyByName = prepared((db, { name }: { name: string }) => withPublication(db).where('p.name', '=', name));
const allPolicies = prepared((db) => withPublication(db).orderBy('p.name'));
const newestVersion = prepared((db, { name }: { name: string }) =>
	db.selectFrom('policy_versions').select('publication').where('name', '=', name).orderBy('number', 'desc').limit(1),
);
const newestOfContent = prepared((db, { name, version }: { name: string; version: string }) =>
	db
		.selectFrom('policy_versions')
		.select('publication')
		.where('name', '=', name)
		.where('version', '=', version)
		.orderBy('number', 'desc')
		.limit(1),
);

/** A policy with its newest publication; undefined when there is none of the name. */
export function* readPolicy(db: Db, name: string): Work<StoredPolicy | undefined> {
	const row = yield* first(policyByName(db, { name }));
	return row && storedPolicy(row);
}

/** All policies, by name. */
export function* listPolicies(db: Db): Work<StoredPolicy[]> {
	return (yield* all(allPolicies(db, {}))).map(storedPolicy);
}

/** The newest publication of a policy, of a content hash or of all. */
export function* readPolicyVersion(db: Db, name: string, version?: string): Work<PolicyVersion | undefined> {
	const row = yield* first(
		version === undefined ? newestVersion(db, { name }) : newestOfContent(db, { name, version }),
	);
	return row && publicationOf(row.publication);
}

/** Publications of a policy, the newest first. */
export function* listPolicyVersions(db: Db, name: string, limit: number): Work<PolicyVersion[]> {
	const rows = yield* all(
		db
			.selectFrom('policy_versions')
			.select('publication')
			.where('name', '=', name)
			.orderBy('number', 'desc')
			.limit(limit),
	);
	return rows.map(({ publication }) => publicationOf(publication));
}

/** Stores what `change` makes of a policy, and who did it; a new publication is a row of its own. Throws what `change` throws. */
export function* changePolicy(
	context: Pick<Database, 'db' | 'kind'> & { clock: Clock },
	name: string,
	change: (before: StoredPolicy) => PolicyChange,
	{ actor }: { actor: string },
): Work<StoredPolicy> {
	const { db, kind, clock } = context;
	const at = new Date(clock.now()).toISOString();
	// Its row is there before it is read, so that two who begin a policy at once wait for each other, too.
	yield* all(
		db
			.insertInto('policies')
			.values({ name, revision: 0, draft: null, proposal: null, number: null, changed_at: at })
			.onConflict((conflict) => conflict.column('name').doNothing()),
	);
	if (kind === 'postgres') yield* all(db.selectFrom('policies').select('name').where('name', '=', name).forUpdate());
	const before = (yield* readPolicy(db, name))!;
	const { after, act } = change(before);
	if (!act) {
		// Nothing was ever kept under the name: then it leaves no trace.
		if (!before.revision) yield* all(db.deleteFrom('policies').where('name', '=', name));
		return before;
	}
	const { draft, proposal, published, revision } = after;
	if (published && published.number !== before.published?.number)
		yield* all(
			db.insertInto('policy_versions').values({
				name,
				number: published.number,
				version: published.version,
				publication: JSON.stringify(published),
			}),
		);
	yield* all(
		db
			.updateTable('policies')
			.set({
				revision,
				draft: draft ? JSON.stringify(draft) : null,
				proposal: proposal ? JSON.stringify(proposal) : null,
				number: published?.number ?? null,
				changed_at: at,
			})
			.where('name', '=', name),
	);
	yield* logAct(context, { actor, subject: name, ...act });
	return after;
}

function storedPolicy({ name, revision, draft, proposal, publication }: Row): StoredPolicy {
	return {
		name,
		revision,
		...(draft && { draft: PolicyDraft.parse(JSON.parse(draft)) }),
		...(proposal && { proposal: PolicyProposal.parse(JSON.parse(proposal)) }),
		...(publication && { published: publicationOf(publication) }),
	};
}

/** A publication as it was made. Throws EffectError when its content is not the one that its hash names. */
function publicationOf(text: string): PolicyVersion {
	const publication = PolicyVersion.parse(JSON.parse(text));
	if (policyHash(publication.policy) === publication.version) return publication;
	throw new EffectError(
		`Version ${publication.version} of the policy "${publication.name}" was changed behind the package's back`,
		{
			category: 'configuration',
			connection: 'case_store',
			advice: 'Restore it from a backup of the case store, or publish a version that is whole.',
		},
	);
}
