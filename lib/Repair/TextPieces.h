//===- Repair/TextPieces.h - Where the pieces of a text are spelled -*- C++
//-*-===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef ROWLOCK_REPAIR_TEXTPIECES_H
#define ROWLOCK_REPAIR_TEXTPIECES_H

#include "Transactions/Operation.h"

namespace rowlock::repair {

/// The only concatenation or format that the text of \p W was made by; null if
/// there is none, or more than one.
const effects::Expr *madeFrom(const transactions::Operation &W,
                              const flow::Evaluation &E);

/// The argument of \p Format that is piece \p Piece of its text. Null where
/// another expression in its place might not be of the type that the format
/// asks for.
const effects::Expr *formatArgument(const effects::Expr &Format,
                                    llvm::ArrayRef<const flow::Value *> Pieces,
                                    unsigned Piece);

} // namespace rowlock::repair

#endif // ROWLOCK_REPAIR_TEXTPIECES_H
