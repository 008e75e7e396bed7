import {
  CallType,
  ClockName,
  Configuration,
  Impact,
  Kind,
  ProblemFromJSON,
  ProblemType,
  ResponseError,
  SLAApi,
  TicketsApi,
  TransitionsApi,
  Urgency,
  type NewTransition,
} from "./generated/typescript-fetch";

const { DUETIME_URL: basePath = "", DUETIME_API_KEY: accessToken = "", DUETIME_CUSTOMER_ID: customerId } = process.env;
const configuration = new Configuration({ basePath, accessToken });
const tickets = new TicketsApi(configuration);

const ticket = await tickets.createTicket({
  newTicket: {
    customerId: customerId ?? null,
    kind: Kind.Incident,
    callType: CallType.SoftwareBug,
    product: "idu",
    problemType: ProblemType.Technical,
    title: "The milk round is planned twice",
    description: "Since the last release every round is there twice.",
    urgency: Urgency.U1,
    impact: Impact.I2,
  },
});
console.log(ticket.number, ticket.priority, ticket.createdAt.getFullYear());

// @ts-expect-error a bug has its cause
const unfounded: NewTransition = { decision: "bug" };
// @ts-expect-error which is the vendor's own software
const contradicted: NewTransition = { decision: "bug", cause: "configuration" };
void [unfounded, contradicted];

const walk: NewTransition[] = [
  { decision: "unclear", note: "We have to look into the plans." },
  { decision: "bug", cause: "vendor_software" },
  { decision: "bug_registered", backlogItem: "PBI-4711", occurredAt: new Date() },
  { decision: "close" },
];
for (const newTransition of walk) {
  try {
    const taken = await new TransitionsApi(configuration).createTransition({ ticketId: ticket.id, newTransition });
    console.log(taken.decision, taken.ticket.step.name);
  } catch (error) {
    if (!(error instanceof ResponseError) || error.response.status !== 409) throw error;
    const problem = ProblemFromJSON(await error.response.json());
    console.log(problem.detail, problem.section);
  }
}

const why = await new SLAApi(configuration).readExplanation({ ticketId: ticket.id, name: ClockName.Resolution });
console.log(why.sentence, why.lines.length);

let cursor: string | undefined;
do {
  const page = await tickets.listTickets({ limit: 5, ...(cursor ? { cursor } : {}) });
  console.log(page.items.map((each) => each.number));
  cursor = page.nextCursor ?? undefined;
} while (cursor);

const history = await tickets.listTicketEvents({ ticketId: ticket.id });
for (const event of history.items) {
  if (event.type === "decision_taken") console.log(event.data.decision, event.data.outputs.cause);
  if (event.type === "due_moved") console.log(event.data.clock, event.data.toAt, event.data.reason);
}
