// Loaded into Azurite before it starts: a query that compares an Int64 with a property of another type finds nothing there, as in
// Azure. Azurite 3.35 takes every such property for a text of digits, and answers 500.
const path = require("path");

const nodes = path.join(path.dirname(process.argv[1]), "table/persistence/QueryInterpreter/QueryNodes");
const { default: BigNumberNode } = require(path.join(nodes, "BigNumberNode"));

const compare = BigNumberNode.prototype.compare;
BigNumberNode.prototype.compare = function (context, other) {
  return typeof other.evaluate(context) === "string" ? compare.call(this, context, other) : NaN;
};
