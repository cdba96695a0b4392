import { EffectError, type Policy, type PolicyVersion, type StoredPolicy } from '../model';
import { checkPolicy } from './check/check';
import { policyHash } from './policyHash';

/** Who does something to a policy, when, and which revision of it they had before them; absent: they do not say. */
export interface PolicyAct {
	by: string;
	at: string;
	revision?: number;
}

/**
 * A policy with a new draft; the same one when it says what is kept already. Of two who save at once the second is refused: nobody writes over
 * what somebody else has saved meanwhile. Throws EffectError. Pure.
 */
export function saveDraft(before: StoredPolicy, policy: Policy, act: PolicyAct): StoredPolicy {
	const { draft, published, proposal } = before;
	const version = policyHash(policy);
	if (version === (draft ?? published)?.version) return before;
	assertNotMeanwhile(before, act);
	return {
		name: before.name,
		revision: before.revision + 1,
		draft: { version, policy, savedBy: withName(draft?.savedBy ?? [], act.by), savedAt: act.at },
		...(published && { published }),
		// What a first person has published was another text; a roll-back is none of the draft.
		...(proposal && proposal.version !== draft?.version && { proposal }),
	};
}

/** What publishing came to. `waiting`: a second person must publish it, too. */
export interface Publishing {
	after: StoredPolicy;
	outcome: 'published' | 'waiting' | 'already_done';
	message: string;
}

/**
 * Publishes a draft, or an earlier publication once more. Where the policy that counts, or the one that shall, asks for two people, the first is
 * only noted; the second must be somebody else, and none of those who have saved it. Throws EffectError when it is below the law, or
 * nobody has saved anything. Pure.
 */
export function publish(
	before: StoredPolicy,
	{ note, earlier, ...act }: PolicyAct & { note: string; earlier?: PolicyVersion },
): Publishing {
	const { name, draft, published, proposal } = before;
	const content = earlier ?? draft;
	if (!content) {
		if (published && isSame(published.publishedBy, act.by) && published.note === note)
			return { after: before, outcome: 'already_done', message: said(published) };
		throw refusal(
			`There is no draft of the policy "${name}" to publish`,
			'Save one first with Return Case: Save (Policy).',
		);
	}
	if (content.version === published?.version && earlier)
		return { after: before, outcome: 'already_done', message: said(published) };
	// Whoever names no revision publishes what is there.
	if (!earlier && act.revision !== undefined) assertNotMeanwhile(before, act);
	assertNotBelowLaw(name, content.policy);
	const savers = earlier ? [] : draft!.savedBy;
	const asked = Math.max(peopleOf(published?.policy), peopleOf(content.policy));
	const first = proposal?.version === content.version ? proposal : undefined;
	if (asked > 1 && !first)
		return {
			after: {
				...before,
				revision: before.revision + 1,
				proposal: { version: content.version, by: act.by, at: act.at, note },
			},
			outcome: 'waiting',
			message: `Version ${content.version} of the policy "${name}" waits for a second person, who publishes it, too.`,
		};
	if (asked > 1 && isSame(first!.by, act.by))
		return {
			after: before,
			outcome: 'waiting',
			message: `${act.by} has published version ${content.version} of the policy "${name}" already. It waits for a second person.`,
		};
	if (asked > 1 && savers.some((saver) => isSame(saver, act.by)))
		throw refusal(
			`${act.by} has saved this draft of the policy "${name}" and cannot be the second person who publishes it`,
			`Let somebody publish it who is neither ${first!.by} nor one of those who have saved it.`,
		);
	const publication: PolicyVersion = {
		name,
		version: content.version,
		publishedAt: act.at,
		number: (published?.number ?? 0) + 1,
		publishedBy: first && asked > 1 ? first.by : act.by,
		...(asked > 1 && { secondedBy: act.by, secondNote: note }),
		note: first && asked > 1 ? first.note : note,
		savedBy: savers,
		...(earlier && { bringsBack: earlier.number }),
		policy: content.policy,
	};
	return {
		after: {
			name,
			revision: before.revision + 1,
			...(earlier && draft && { draft }),
			published: publication,
		},
		outcome: 'published',
		message: said(publication),
	};
}

/** How many people must publish by a policy. */
function peopleOf(policy: Policy | undefined): number {
	return policy?.book?.publishing?.people ?? 1;
}

function said({ name, version, publishedAt }: PolicyVersion): string {
	return `The policy "${name}" is version ${version} since ${publishedAt}.`;
}

/** Throws when somebody else has changed the policy since: by the revision that was seen, else by who saved the draft that is kept. */
function assertNotMeanwhile(
	{ name, revision, draft, published }: StoredPolicy,
	{ by, revision: seen }: PolicyAct,
): void {
	const isForeign = !!draft && draft.savedBy.some((saver) => !isSame(saver, by));
	if (seen === undefined ? !isForeign : seen === revision) return;
	const last = draft
		? `${draft.savedBy.at(-1)} has saved version ${draft.version} on ${draft.savedAt}`
		: published
			? `${published.publishedBy} has published version ${published.version} on ${published.publishedAt}`
			: 'nobody has saved any';
	throw new EffectError(`The policy "${name}" is not the one that you began with: ${last}. Nothing was changed`, {
		category: 'rejected',
		code: 'changed_meanwhile',
		field: 'revision',
		advice: `Get the draft (Return Case: Get, Policy), see with Return Policy: Compare what is different, and do it again with Revision ${revision}.`,
	});
}

function assertNotBelowLaw(name: string, policy: Policy): void {
	const below = checkPolicy(policy).findings.filter(({ code }) => code === 'below_law');
	if (!below.length) return;
	throw refusal(
		`The policy "${name}" is below the law and cannot be published: ${below.map(({ message, clause }) => `${message}${clause ? ` (${clause})` : ''}`).join(' ')}`,
		below[0].advice,
	);
}

function refusal(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'rejected', advice });
}

function withName(names: string[], name: string): string[] {
	return [...names.filter((one) => !isSame(one, name)), name];
}

/** Whether two names are one person's. */
export function isSame(one: string, other: string): boolean {
	return one.trim().toLowerCase() === other.trim().toLowerCase();
}
