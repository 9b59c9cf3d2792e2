//===- Lowering/FunctionLowering.h - One function ---------------*- C++ -*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_LOWERING_FUNCTIONLOWERING_H
#define ROWLOCK_LOWERING_FUNCTIONLOWERING_H

#include "Lowering/FunctionScan.h"
#include "Lowering/Unit.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/StringSet.h"

namespace rowlock::lowering {

/// Adds the function to the unit's program: lowered, or with the reason why
/// not.
void lowerFunction(const clang::FunctionDecl &F, Unit &U);

/// The walk over one function. The CFG has each sub-expression as an element of
/// its own, in the order of evaluation, so that an expression is lowered from
/// the values of its parts, which are there already.
class FunctionLowering {
public:
  FunctionLowering(const clang::FunctionDecl &F, effects::Function &Out,
                   const FunctionScan &Scan, Unit &U);

  /// \returns why it could not be lowered; empty if it was.
  std::string run();

private:
  using Value = const effects::Expr *;

  // FunctionLowering.cpp: blocks and statements.
  void parameters();
  void ellipsis();
  void order(const clang::CFG &Graph);
  void block(const clang::CFGBlock &B);
  void element(const clang::CFGElement &E);
  void statement(const clang::Stmt &S);
  void declare(const clang::VarDecl &V);
  void declareRange(const clang::VarDecl &V,
                    const clang::CXXForRangeStmt &Loop);
  Value position(const clang::CXXForRangeStmt &Loop);
  Value walked(const clang::CXXForRangeStmt &Loop);
  bool isInMemory(const clang::CXXForRangeStmt &Loop);
  void beginRange(const clang::CXXForRangeStmt &Loop);
  void stepRange(const clang::CXXForRangeStmt &Loop);
  void declareBindings(const clang::DecompositionDecl &D, Value From);
  void initializer(const clang::CXXCtorInitializer &Init);
  std::string thrownClass(clang::QualType T);
  void handler(const clang::CXXCatchStmt &Catch);
  unsigned regionOf(const clang::CFGBlock &B) const;
  unsigned regionOf(const clang::Stmt &S) const;
  void enterRegion(unsigned Region);

  // Terminators.cpp: ends of blocks, scope exits.
  void terminator(const clang::CFGBlock &B);
  Value returned(const clang::Expr &E);
  void branch(const clang::CFGBlock &B);
  void switchOver(const clang::CFGBlock &B, const clang::SwitchStmt &S);
  Value condition(const clang::CFGBlock &B);
  Value loopCondition(const clang::CXXForRangeStmt &Loop);
  unsigned target(const clang::CFGBlock *B);
  unsigned unreachableBlock();
  unsigned exitBlock();
  void jump(unsigned To);
  void leave(Value Object, clang::QualType T, effects::SourceSpan Where);
  void destroy(Value Object, clang::QualType T, effects::SourceSpan Where,
               unsigned Levels = 0);
  void destructor(const clang::CFGImplicitDtor &D);

  // ExpressionLowering.cpp: pure expressions.
  /// Lowers an expression, unless that is done already.
  void evaluate(const clang::Expr *E);
  /// The value of an expression, lowered now if it was no element of the CFG.
  Value value(const clang::Expr *E);
  Value lower(const clang::Expr &E);
  Value lowerLiteralLike(const clang::Expr &E);
  Value reference(const clang::DeclRefExpr &Ref);
  Value variable(const clang::VarDecl &V, const clang::Expr *Use);
  Value member(const clang::MemberExpr &M);
  Value unary(const clang::UnaryOperator &U);
  Value binary(const clang::BinaryOperator &B);
  Value changingCast(const clang::CastExpr &Cast);
  Value initializerList(const clang::InitListExpr &List);
  Value record(const clang::Expr &E, llvm::ArrayRef<clang::Expr *> Inits);
  Value constantRecord(const clang::RecordDecl &Class,
                       llvm::ArrayRef<clang::Expr *> Inits,
                       effects::SourceSpan Where);
  Value closure(const clang::LambdaExpr &Lambda);
  Value dereference(Value Pointer, clang::QualType Pointed);
  Value assigned(const clang::BinaryOperator &Op);
  /// The place that an expression names, or a part of its value.
  Value place(const clang::Expr *E);
  Value constantOf(const clang::VarDecl &V);
  Value evaluated(const clang::Expr &E);
  Value element(Value List, Value Index, const clang::Expr &E);
  /// As value(), with a character as a text of one byte.
  Value textValue(const clang::Expr *E);
  void parts(const clang::Expr *E, llvm::SmallVector<Value, 0> &Into);

  // CallLowering.cpp: calls that no model describes, and the operands of those
  // that one does.
  Value call(const CallSite &Call);
  Value unmodelled(const CallSite &Call, bool OnHeap = false);
  Value callable(const clang::Expr &Target);
  Value assign(const CallSite &Call);
  Value startVaList(const CallSite &Call);
  bool isVaList(clang::QualType T) const;
  bool isIgnored(const clang::Expr *E);
  Value argument(const clang::Expr *E, clang::QualType Parameter);
  Value objectOf(const CallSite &Call);
  llvm::SmallVector<Value, 8> argumentsOf(const CallSite &Call);
  Value operand(const CallSite &Call, const models::Operand &What);
  Value operand(const CallSite &Call, const models::FunctionModel &Model,
                models::Slot Which);
  const clang::Expr *operandExpr(const CallSite &Call,
                                 const models::Operand &What) const;
  Value list(const CallSite &Call, const models::FunctionModel &Model);
  llvm::StringRef meaning(const CallSite &Call, const models::Operand &What);

  // RoleLowering.cpp: what each role becomes.
  Value modelled(const CallSite &Call, const models::FunctionModel &Model);
  Value lowerRole(const CallSite &Call, const models::FunctionModel &Model);
  void forgetOutputs(const CallSite &Call, const models::FunctionModel &Model);
  void give(const CallSite &Call, const models::FunctionModel &Model,
            Value Made);
  static bool showsFailure(const models::FunctionModel &Model);
  void failure(effects::Instruction &I, const models::FunctionModel &Model);
  Value connectionRole(const CallSite &Call,
                       const models::FunctionModel &Model);
  Value transactionRole(const CallSite &Call,
                        const models::FunctionModel &Model);
  std::pair<llvm::StringRef, Value> chosen(const CallSite &Call,
                                           const models::FunctionModel &Model,
                                           models::Slot Which);
  Value begin(const CallSite &Call, const models::FunctionModel &Model);
  void spellings(const CallSite &Call, const models::FunctionModel &Model,
                 effects::Instruction &I);
  Value statementRole(const CallSite &Call, const models::FunctionModel &Model);
  Value bind(const CallSite &Call, const models::FunctionModel &Model);
  Value bindSeveral(const CallSite &Call, const models::FunctionModel &Model);
  Value execute(const CallSite &Call, const models::FunctionModel &Model);

  // Statements.cpp: statements that are built in pieces.
  struct Binding {
    Value V = nullptr;
    /// Null: the next placeholder or column.
    Value Name = nullptr;
    Value Indicator = nullptr;
    /// What the indicator's numbers mean.
    const models::FunctionModel *Model = nullptr;
    clang::QualType Type;
  };
  /// What has been said about a statement before it runs.
  struct Building {
    effects::Instruction *Prepare = nullptr;
    /// Its text, where it was put together.
    llvm::SmallVector<Value, 0> Pieces;
    llvm::SmallVector<Binding, 4> Inputs;
    llvm::SmallVector<Binding, 4> Outputs;
  };
  Building *building(Value Statement);
  Value handle(const CallSite &Call, const models::FunctionModel &Model);
  Value namedConnection(Value Name, effects::SourceSpan Where);
  Value textOperand(const CallSite &Call, const models::FunctionModel &Model);
  Value prepared(Value On, Value Text, effects::SourceSpan Where,
                 const models::FunctionModel *Model);
  static bool preparesAnew(const CallSite &Call,
                           const models::FunctionModel &Model);
  Value prepareAnew(const CallSite &Call, const models::FunctionModel &Model,
                    Value On, Value Text);
  /// `statement << "more"`: nothing is left to do if it is one.
  bool appendsText(Value Statement, const CallSite &Call,
                   const models::FunctionModel &Model);
  /// Keeps bindings for when the statement runs; false if they are none.
  bool collects(const CallSite &Call, const models::FunctionModel &Model,
                Value Statement);
  /// Binds what has a name, and gives what has none, in order. \p AtOnce: the
  /// statement runs where the inputs are written.
  llvm::SmallVector<Value, 4> bindInputs(Value Statement, bool AtOnce = false);
  /// \returns whether it has any.
  bool storeOutputs(Value Statement, Value Rows, effects::SourceSpan Where);
  void run(Value Statement, effects::SourceSpan Where, llvm::StringRef Library);
  void storeIndicator(const CallSite &Call, const models::FunctionModel &Model);
  unsigned nextColumn(Value Row);
  /// A row as an object of the type that it is given to.
  Value rowAs(Value Row, clang::QualType T, effects::SourceSpan Where);
  const clang::FunctionDecl *mapping(clang::QualType T, bool Reads);
  Value callMapping(const clang::FunctionDecl &Maps, Value Object, Value Row,
                    effects::SourceSpan Where);
  const clang::StringLiteral *onlyLiteral(const clang::LambdaExpr &Lambda);
  Value opaqueText(const CallSite &Call);
  void finishTexts();

  // ResultLowering.cpp, ValueRoles.cpp
  Value returned(const CallSite &Call, const models::FunctionModel &Model,
                 Value On, Value Made);
  Value pending(Value Made, const models::FunctionModel &Model,
                effects::SourceSpan Where);
  Value anotherCode(const models::FunctionModel &Model,
                    effects::SourceSpan Where);
  Value coded(const models::FunctionModel &Model, Value Subject,
              effects::SourceSpan Where);
  Value resultRole(const CallSite &Call, const models::FunctionModel &Model);
  Value column(const CallSite &Call, const models::FunctionModel &Model,
               Value On);
  Value columns(const CallSite &Call, const models::FunctionModel &Model);
  void callBack(const CallSite &Call, const models::FunctionModel &Model,
                Value Result);
  Value columnAt(Value Row, unsigned Index, effects::SourceSpan Where,
                 const models::FunctionModel *Model = nullptr);
  /// Each column in turn, in a loop over them.
  Value eachColumn(Value Row, effects::SourceSpan Where);
  Value rowOf(Value Result, effects::SourceSpan Where,
              const models::FunctionModel *Model = nullptr);
  Value outcome(Value On, llvm::StringRef Kind, effects::SourceSpan Where,
                const models::FunctionModel *Model = nullptr);
  Value valueRole(const CallSite &Call, const models::FunctionModel &Model);
  Value mapped(const clang::Expr &E, Value Map, Value Key);
  Value sameValue(const CallSite &Call, const models::FunctionModel &Model);
  Value construct(const CallSite &Call, const models::FunctionModel &Model);
  Value lockRole(const CallSite &Call, const models::FunctionModel &Model);
  Value controlRole(const CallSite &Call, const models::FunctionModel &Model);
  Value noted(const CallSite &Call, const models::FunctionModel &Model);
  Value indexed(const CallSite &Call, const models::FunctionModel &Model,
                const models::Operand &What);
  void addIndex(effects::Instruction &I, Value Index,
                const clang::Expr *Spelled);

  // EntityLowering.cpp: the SQL that an object-relational mapper writes.
  struct SqlText;
  Value entityRole(const CallSite &Call, const models::FunctionModel &Model);
  Value loadEntity(const CallSite &Call, const models::FunctionModel &Model,
                   const Entity &E);
  Value queryEntities(const CallSite &Call, const models::FunctionModel &Model,
                      const Entity &E);
  Value saveEntity(const CallSite &Call, const models::FunctionModel &Model,
                   const Entity &E);
  Value insertEntity(const CallSite &Call, const models::FunctionModel &Model,
                     const Entity &E);
  Value eraseEntity(const CallSite &Call, const models::FunctionModel &Model,
                    const Entity &E);
  Value fragment(const CallSite &Call, const models::FunctionModel &Model);
  void spellColumn(const CallSite &Call, const models::FunctionModel &Model,
                   const models::RepairSpelling &Repair);
  void spellStatements(effects::Instruction &I, const Entity &E,
                       const models::FunctionModel &Model);
  Value sqlPiece(const clang::Expr *E, bool IsText,
                 const models::FunctionModel &Model);
  void writeFormat(SqlText &Into, llvm::StringRef Format, const CallSite &Call,
                   const models::FunctionModel &Model, const Entity *Table);
  void addConditions(SqlText &Into, const CallSite &Call,
                     const models::FunctionModel &Model);
  void whereKey(SqlText &Into, const Entity &E, llvm::ArrayRef<Value> Keys,
                Value Object, effects::SourceSpan Where);
  effects::Instruction &runSql(SqlText &Text, const CallSite &Call,
                               const models::FunctionModel &Model);
  llvm::SmallVector<Value, 2> keysOf(const CallSite &Call,
                                     const models::FunctionModel &Model);
  const Entity *entityOf(const CallSite &Call,
                         const models::FunctionModel &Model);
  /// The object that an argument is, refers to or points to.
  Value objectPlace(const clang::Expr *E);
  Value memberOf(Value Object, const EntityColumn &Column,
                 effects::SourceSpan Where);
  void fill(Value Object, Value Row, const Entity &E,
            llvm::ArrayRef<Value> Keys, effects::SourceSpan Where);
  /// An object made of a row.
  Value made(Value Row, const Entity &E, llvm::ArrayRef<Value> Keys,
             effects::SourceSpan Where, const clang::Expr *Whole = nullptr);
  Value transactionCallback(const CallSite &Call,
                            const models::FunctionModel &Model);
  /// The entity that each row of a walked range becomes; null if none.
  const Entity *entityOfRange(const clang::CXXForRangeStmt &Loop);

  // SideEffects.cpp: what is done outside the database.
  Value sideEffect(const CallSite &Call, const models::FunctionModel &Model);

  // Emission.cpp: building blocks.
  effects::Instruction &emit(effects::Opcode Op, effects::SourceSpan Where,
                             const models::FunctionModel *Model = nullptr);
  static void add(effects::Instruction &I, effects::Slot S, Value V);
  void attribute(effects::Instruction &I, llvm::StringRef Key,
                 llvm::StringRef Word);
  Value make(effects::ExprKind Kind, llvm::StringRef Spelling = {},
             llvm::ArrayRef<Value> Operands = {},
             effects::SourceSpan Where = {}, llvm::StringRef Type = {});
  Value make(effects::Expr E);
  Value unknown(llvm::StringRef Why, effects::SourceSpan Where = {});
  Value integer(int64_t N);
  Value text(llvm::StringRef S);
  Value field(Value Of, llvm::StringRef Name, effects::SourceSpan Where = {},
              llvm::StringRef Type = {});
  Value addressOf(Value Place);
  Value result(effects::Instruction &I, llvm::StringRef Type = {});
  void store(Value Target, Value V, effects::SourceSpan Where);
  /// What \p V stands for, through names and conversions that keep it.
  static Value resolved(Value V);
  static bool isRow(Value V);
  static bool isResult(Value V);
  /// \p List without what only points to it.
  static Value elements(Value List);
  Value sizeOf(Value V, effects::SourceSpan Where);
  llvm::StringRef unique(llvm::StringRef Name);
  llvm::StringRef uniqueVariable(llvm::StringRef Name);
  /// Gives a value the name of the variable that holds it.
  Value name(llvm::StringRef Name, Value V, effects::SourceSpan Where);
  effects::SourceSpan span(const clang::Stmt *S) {
    return U.Spans.span(S->getSourceRange());
  }

  const clang::FunctionDecl &F;
  /// What the caller passes for `...`.
  Value Ellipsis = nullptr;
  effects::Function &Out;
  const FunctionScan &Scan;
  Unit &U;
  effects::Program &P;
  ModelMatcher &Matcher;

  std::vector<const clang::CFGBlock *> Order;
  /// The entry and the handlers, in Out.Blocks.
  std::vector<unsigned> Roots;
  llvm::DenseMap<const clang::CFGBlock *, unsigned> Indices;
  unsigned Current = 0;
  unsigned Unreachable = 0;
  unsigned Exit = 0;
  unsigned Count = 0;
  unsigned Depth = 0;
  /// While a constant's initialiser is looked at nothing may be emitted.
  bool Pure = false;
  bool Impure = false;

  llvm::DenseMap<const clang::Expr *, Value> Values;
  llvm::DenseMap<const clang::Expr *, llvm::SmallVector<Value, 0>> Concats;
  llvm::DenseMap<const clang::ValueDecl *, Value> Variables;
  llvm::DenseMap<Value, unsigned> Depths;
  llvm::DenseMap<const clang::CFGBlock *, const clang::ReturnStmt *> Returns;
  llvm::DenseMap<const effects::Instruction *,
                 llvm::SmallVector<effects::Instruction *, 1>>
      MoreLocks;
  llvm::DenseMap<const effects::Instruction *, unsigned> NextBinding;
  llvm::DenseMap<const void *, unsigned> NextColumn;
  llvm::DenseMap<const effects::Instruction *, Building> Buildings;
  llvm::DenseMap<const clang::CXXForRangeStmt *, Value> Positions;
  /// How columns are spelled beside the values that they are given.
  llvm::SmallVector<effects::Spelling, 0> ColumnSpellings;
  /// Variables that Clang adds for the elements of a structured binding.
  llvm::DenseSet<const clang::VarDecl *> Holders;
  /// Instructions that stand for something though nothing uses their value.
  llvm::DenseSet<const effects::Instruction *> Kept;
  llvm::StringSet<> Names;
  llvm::StringSet<> VariableNames;
  const clang::CFGBlock *CurrentBlock = nullptr;
};

/// Drops what nothing uses, joins blocks that only follow each other, and
/// numbers the rest in order. \p Roots are the entry and the handlers; \p Kept
/// are instructions that matter without their value.
void tidy(effects::Function &F,
          const llvm::DenseSet<const effects::Instruction *> &Kept,
          const std::vector<unsigned> &Roots);

} // namespace rowlock::lowering

#endif // ROWLOCK_LOWERING_FUNCTIONLOWERING_H
