// Loaded into Azurite before it starts: in a query, an Int64 is equal to an Int64 and to nothing else, as in Azure. Azurite 3.35
// takes the text "1" for the number 1, and answers 500 when a number is compared with true.
const path = require("path");

const nodes = path.join(path.dirname(process.argv[1]), "table/persistence/QueryInterpreter/QueryNodes");
const { default: IdentifierNode } = require(path.join(nodes, "IdentifierNode"));
const { default: BigNumberNode } = require(path.join(nodes, "BigNumberNode"));

// Azurite keeps an Int64 as a text of digits. As an object it is no text any more.
const evaluate = IdentifierNode.prototype.evaluate;
IdentifierNode.prototype.evaluate = function (context) {
  const value = evaluate.call(this, context);
  const type = context.properties && context.properties[`${this.identifier}@odata.type`];
  return type === "Edm.Int64" ? new String(value) : value;
};

const compare = BigNumberNode.prototype.compare;
BigNumberNode.prototype.compare = function (context, other) {
  return other.evaluate(context) instanceof String ? compare.call(this, context, other) : NaN;
};
