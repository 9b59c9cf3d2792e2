//===- FindingListener.cpp - Who else hears of findings -------------------===//
//
// Part of the Rowlock project, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FindingListener.h"

using rowlock::checks::FindingListener;

static thread_local FindingListener *Current = nullptr;

FindingListener::FindingListener() : Outer(Current) { Current = this; }
FindingListener::~FindingListener() { Current = Outer; }
FindingListener *FindingListener::current() { return Current; }
