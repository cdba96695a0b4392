import { operationsOf, type Resource } from '../shared/operation';
import * as alarmClose from './actions/alarm/close.operation';
import * as alarmGetMany from './actions/alarm/getMany.operation';
import * as alarmRecordFailure from './actions/alarm/recordFailure.operation';
import * as caseAcknowledgeWithdrawal from './actions/case/acknowledgeWithdrawal.operation';
import * as caseAskFinance from './actions/case/askFinance.operation';
import * as caseComposeNotice from './actions/case/composeNotice.operation';
import * as caseAttachProof from './actions/case/attachProof.operation';
import * as caseDecideRefund from './actions/case/decideRefund.operation';
import * as caseDeclareWithdrawal from './actions/case/declareWithdrawal.operation';
import * as caseDescribe from './actions/case/describe.operation';
import * as caseFindByReference from './actions/case/findByReference.operation';
import * as caseGet from './actions/case/get.operation';
import * as caseGetHistory from './actions/case/getHistory.operation';
import * as caseGetMany from './actions/case/getMany.operation';
import * as caseGiveApproval from './actions/case/giveApproval.operation';
import * as caseOpen from './actions/case/open.operation';
import * as caseRecordEvent from './actions/case/recordEvent.operation';
import * as caseReleaseRefund from './actions/case/releaseRefund.operation';
import * as caseSettleByHand from './actions/case/settleByHand.operation';
import * as caseTakeInReport from './actions/case/takeInReport.operation';
import * as caseTakeInRequest from './actions/case/takeInRequest.operation';
import * as caseTakeInStatement from './actions/case/takeInStatement.operation';
import * as caseTimeline from './actions/case/timeline.operation';
import * as caseWaitForResult from './actions/case/waitForResult.operation';
import * as connectionGetMany from './actions/connection/getMany.operation';
import * as connectionGetNews from './actions/connection/getNews.operation';
import * as connectionPause from './actions/connection/pause.operation';
import * as connectionResume from './actions/connection/resume.operation';
import * as disputeDescribe from './actions/dispute/describe.operation';
import * as messageDismiss from './actions/message/dismiss.operation';
import * as driftAccept from './actions/drift/accept.operation';
import * as driftGetMany from './actions/drift/getMany.operation';
import * as driftRecord from './actions/drift/record.operation';
import * as exportGetRows from './actions/export/getRows.operation';
import * as exportKeepCursor from './actions/export/keepCursor.operation';
import * as importTakeInSheet from './actions/import/takeInSheet.operation';
import * as messageGetManyUnreadable from './actions/message/getManyUnreadable.operation';
import * as messageReplay from './actions/message/replay.operation';
import * as onceDo from './actions/once/do.operation';
import * as operatorLogGetMany from './actions/operatorLog/getMany.operation';
import * as personErase from './actions/person/erase.operation';
import * as personExport from './actions/person/export.operation';
import * as policyGet from './actions/policy/get.operation';
import * as policyGetMany from './actions/policy/getMany.operation';
import * as policyPublish from './actions/policy/publish.operation';
import * as policyRollBack from './actions/policy/rollBack.operation';
import * as policySave from './actions/policy/save.operation';
import * as settingsGet from './actions/settings/get.operation';
import * as settingsSave from './actions/settings/save.operation';
import * as shadowReport from './actions/shadow/report.operation';
import * as stepComplete from './actions/step/complete.operation';
import * as stepGetUnserved from './actions/step/getUnserved.operation';
import * as stepHandOver from './actions/step/handOver.operation';
import * as stepHold from './actions/step/hold.operation';
import * as stepNoAction from './actions/step/noAction.operation';
import * as stepRetire from './actions/step/retire.operation';
import * as stuckStepGetMany from './actions/stuckStep/getMany.operation';
import * as stuckStepRelease from './actions/stuckStep/release.operation';
import * as stuckStepReplay from './actions/stuckStep/replay.operation';

/** What the node can do, as the editor offers it. */
export const resources: Resource[] = [
	{ name: 'Alarm', value: 'alarm', default: 'getMany', operations: [alarmGetMany, alarmClose, alarmRecordFailure] },
	{
		name: 'Case',
		value: 'case',
		default: 'get',
		operations: [
			caseOpen,
			caseRecordEvent,
			caseGiveApproval,
			caseAttachProof,
			caseReleaseRefund,
			caseAskFinance,
			caseComposeNotice,
			caseSettleByHand,
			caseDecideRefund,
			caseDescribe,
			caseGet,
			caseGetMany,
			caseGetHistory,
			caseTimeline,
			caseFindByReference,
			caseTakeInReport,
			caseDeclareWithdrawal,
			caseAcknowledgeWithdrawal,
			caseTakeInRequest,
			caseTakeInStatement,
			caseWaitForResult,
		],
	},
	{
		name: 'Connection',
		value: 'connection',
		default: 'getMany',
		operations: [connectionGetMany, connectionGetNews, connectionPause, connectionResume],
	},
	{ name: 'Dispute', value: 'dispute', default: 'describe', operations: [disputeDescribe] },
	{ name: 'Drift', value: 'drift', default: 'getMany', operations: [driftAccept, driftGetMany, driftRecord] },
	{
		name: 'Message',
		value: 'message',
		default: 'getManyUnreadable',
		operations: [messageDismiss, messageGetManyUnreadable, messageReplay],
	},
	{ name: 'Do Once', value: 'once', default: 'do', operations: [onceDo] },
	{ name: 'Export', value: 'export', default: 'getRows', operations: [exportGetRows, exportKeepCursor] },
	{ name: 'Import', value: 'import', default: 'takeInSheet', operations: [importTakeInSheet] },
	{ name: 'Operator Log', value: 'operatorLog', default: 'getMany', operations: [operatorLogGetMany] },
	{ name: 'Person', value: 'person', default: 'export', operations: [personErase, personExport] },
	{
		name: 'Policy',
		value: 'policy',
		default: 'get',
		operations: [policyGet, policyGetMany, policySave, policyPublish, policyRollBack],
	},
	{ name: 'Setting', value: 'settings', default: 'get', operations: [settingsGet, settingsSave] },
	{ name: 'Shadow Mode', value: 'shadow', default: 'report', operations: [shadowReport] },
	{
		name: 'Step',
		value: 'step',
		default: 'complete',
		operations: [stepComplete, stepHold, stepNoAction, stepRetire, stepHandOver, stepGetUnserved],
	},
	{
		name: 'Stuck Step',
		value: 'stuckStep',
		default: 'getMany',
		operations: [stuckStepGetMany, stuckStepReplay, stuckStepRelease],
	},
];

/** Every operation by resource and name. */
export const operations = operationsOf(resources);
